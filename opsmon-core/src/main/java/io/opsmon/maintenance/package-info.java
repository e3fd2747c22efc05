/** What has to be done from time to time, by one node of a cluster: {@link io.opsmon.maintenance.Maintenance}. */
@NullMarked
package io.opsmon.maintenance;

import org.jspecify.annotations.NullMarked;
