/**
 * What an operation changed: {@link io.opsmon.operationlog.change.Snapshots} takes an object's state down as a
 * {@link io.opsmon.operationlog.change.Snapshot}, {@link io.opsmon.operationlog.change.Comparison} finds the
 * differences of two, and {@link io.opsmon.operationlog.change.ChangeText} says them in a reader's language.
 */
@NullMarked
package io.opsmon.operationlog.change;

import org.jspecify.annotations.NullMarked;
