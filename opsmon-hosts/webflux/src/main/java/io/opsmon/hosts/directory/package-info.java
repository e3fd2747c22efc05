/** A reactive application whose security chain has an authentication manager of its own. */
@NullMarked
package io.opsmon.hosts.directory;

import org.jspecify.annotations.NullMarked;
