/**
 * Forwards logs to other systems. {@link io.opsmon.log.internal.forwarding.Forwarding} reads the entries of a log in
 * the order of their chains and passes batches to each {@link io.opsmon.log.internal.forwarding.LogExporter}. The
 * exporters of this package send to Kafka, to a webhook, and to the logging system. A
 * {@link io.opsmon.log.internal.forwarding.ForwardedLog} formats the entries of a log.
 */
@NullMarked
package io.opsmon.log.internal.forwarding;

import org.jspecify.annotations.NullMarked;
