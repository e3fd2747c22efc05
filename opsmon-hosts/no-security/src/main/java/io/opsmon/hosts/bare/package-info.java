/** An application without any security. */
@NullMarked
package io.opsmon.hosts.bare;

import org.jspecify.annotations.NullMarked;
