/**
 * Operation logs: who did what to which resource, with what outcome.
 *
 * <p>A host annotates methods with {@link io.opsmon.operationlog.OperationLog}, adds to the entry from inside a method
 * through {@link io.opsmon.operationlog.OperationLogContext}, or records by hand with
 * {@link io.opsmon.operationlog.OperationLogRecorder}. Entries end up in an
 * {@link io.opsmon.operationlog.OperationLogRepository} and are read from there with an
 * {@link io.opsmon.operationlog.OperationLogQuery}.
 *
 * <p>Rooms: {@code interception} turns annotated calls into entries, {@code template} renders descriptions,
 * {@code payload} writes arguments and results as JSON, {@code jdbc} stores, {@code security} knows the signed-in user.
 */
@NullMarked
package io.opsmon.operationlog;

import org.jspecify.annotations.NullMarked;
