package io.opsmon.internal.maintenance;

import java.time.Duration;

/**
 * Task that one node of a cluster runs periodically. A bean of this type is scheduled after the start of the
 * application.
 *
 * @param name the name of the task in the whole cluster, at most 64 characters
 * @param interval the time from the end of a run to the start of the next; at least a second
 * @param task the task
 * @since 0.1
 */
public record MaintenanceTask(String name, Duration interval, Maintenance.Task task) {}
