/**
 * Operation logs to other systems: {@link io.opsmon.operationlog.forwarding.Forwarding} reads along the chains and
 * hands batches to each {@link io.opsmon.operationlog.OperationLogExporter}; the exporters here send to Kafka, to a
 * webhook, and to the logging system in the formats of ECS and OCSF.
 */
@NullMarked
package io.opsmon.operationlog.forwarding;

import org.jspecify.annotations.NullMarked;
