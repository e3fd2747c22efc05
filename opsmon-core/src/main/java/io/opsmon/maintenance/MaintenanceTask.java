package io.opsmon.maintenance;

import java.time.Duration;

/**
 * Something to be done from time to time by one node of a cluster. A bean of this type is scheduled when the
 * application has started.
 *
 * @param name names it in the whole cluster, at most 64 characters
 * @param interval from the end of one run to the beginning of the next; at least a second
 * @param task what to do
 * @since 0.1
 */
public record MaintenanceTask(String name, Duration interval, Maintenance.Task task) {}
