/** Runner for H2, with {@code SCRIPT} and {@code RUNSCRIPT}. */
@NullMarked
package io.opsmon.backup.internal.h2;

import org.jspecify.annotations.NullMarked;
