/** An embedded H2, dumped and restored by its own {@code SCRIPT} and {@code RUNSCRIPT}. */
@NullMarked
package io.opsmon.backup.h2;

import org.jspecify.annotations.NullMarked;
