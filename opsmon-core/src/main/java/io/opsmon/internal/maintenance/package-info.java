/** Periodic tasks that one node of a cluster runs: {@link io.opsmon.internal.maintenance.Maintenance}. */
@NullMarked
package io.opsmon.internal.maintenance;

import org.jspecify.annotations.NullMarked;
