/**
 * Operation logs: operator, operation, resource, changes and outcome of calls.
 *
 * <p>A host annotates methods with {@link io.opsmon.operationlog.OperationLog}. Inside a method,
 * {@link io.opsmon.operationlog.context.OperationLogContext} adds data to the entry. Other operations are recorded with
 * {@link io.opsmon.operationlog.OperationLogRecorder}. Entries are stored in an
 * {@link io.opsmon.operationlog.OperationLogRepository} and read with an
 * {@link io.opsmon.operationlog.OperationLogFilter}.
 *
 * <p>Subpackages:
 *
 * <ul>
 *   <li>{@code context} adds data to an entry, and carries the context to other threads
 *   <li>{@code http} decides the outcome of requests
 *   <li>{@code forwarding} has the port for exporters
 * </ul>
 *
 * <p>Internal packages:
 *
 * <ul>
 *   <li>{@code interception} turns annotated calls into entries
 *   <li>{@code template} renders descriptions
 *   <li>{@code payload} writes arguments and results as JSON
 *   <li>{@code change} compares old and new values
 *   <li>{@code forwarding} sends entries to other systems
 *   <li>{@code jdbc} stores entries
 *   <li>{@code security} resolves the signed-in user
 * </ul>
 */
@NullMarked
package io.opsmon.operationlog;

import org.jspecify.annotations.NullMarked;
