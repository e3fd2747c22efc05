/** A reactive application without users. */
@NullMarked
package io.opsmon.hosts.reactivebare;

import org.jspecify.annotations.NullMarked;
