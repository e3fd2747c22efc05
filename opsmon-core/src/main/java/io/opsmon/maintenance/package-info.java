/** Periodic tasks that one node of a cluster runs: {@link io.opsmon.maintenance.Maintenance}. */
@NullMarked
package io.opsmon.maintenance;

import org.jspecify.annotations.NullMarked;
