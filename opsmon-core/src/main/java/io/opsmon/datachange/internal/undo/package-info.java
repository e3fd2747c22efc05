/** Undo of operations: restores the rows that an operation changed. */
@NullMarked
package io.opsmon.datachange.internal.undo;

import org.jspecify.annotations.NullMarked;
