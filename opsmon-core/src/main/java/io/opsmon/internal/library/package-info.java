/** Libraries that only some hosts need. */
@NullMarked
package io.opsmon.internal.library;

import org.jspecify.annotations.NullMarked;
