/**
 * Determines the changes of an operation. {@link io.opsmon.operationlog.internal.change.Snapshots} captures the state
 * of an object as a {@link io.opsmon.operationlog.internal.change.Snapshot}.
 * {@link io.opsmon.operationlog.internal.change.Comparison} compares two snapshots.
 * {@link io.opsmon.operationlog.internal.change.ChangeText} formats the changes in the language of the reader.
 */
@NullMarked
package io.opsmon.operationlog.internal.change;

import org.jspecify.annotations.NullMarked;
