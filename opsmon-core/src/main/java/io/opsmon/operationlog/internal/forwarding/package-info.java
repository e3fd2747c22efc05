/**
 * Forwards operation logs to other systems. {@link io.opsmon.operationlog.internal.forwarding.Forwarding} reads entries
 * in the order of their chains and passes batches to each
 * {@link io.opsmon.operationlog.forwarding.OperationLogExporter}. The exporters of this package send to Kafka, to a
 * webhook, and to the logging system in the formats ECS and OCSF.
 */
@NullMarked
package io.opsmon.operationlog.internal.forwarding;

import org.jspecify.annotations.NullMarked;
