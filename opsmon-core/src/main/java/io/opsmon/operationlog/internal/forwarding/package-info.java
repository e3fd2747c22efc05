/**
 * Appearance of operation logs in other systems: keys in Kafka, and documents in the formats ECS and OCSF.
 * {@link io.opsmon.log.internal.forwarding.Forwarding} sends them.
 */
@NullMarked
package io.opsmon.operationlog.internal.forwarding;

import org.jspecify.annotations.NullMarked;
