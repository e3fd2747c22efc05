/**
 * Determines the changes of an operation. {@link io.opsmon.operationlog.change.Snapshots} captures the state of an
 * object as a {@link io.opsmon.operationlog.change.Snapshot}. {@link io.opsmon.operationlog.change.Comparison} compares
 * two snapshots. {@link io.opsmon.operationlog.change.ChangeText} formats the changes in the language of the reader.
 */
@NullMarked
package io.opsmon.operationlog.change;

import org.jspecify.annotations.NullMarked;
