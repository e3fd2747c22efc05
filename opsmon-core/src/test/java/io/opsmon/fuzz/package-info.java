/** Readers of what others write, fed with what nobody writes on purpose. */
@NullMarked
package io.opsmon.fuzz;

import org.jspecify.annotations.NullMarked;
