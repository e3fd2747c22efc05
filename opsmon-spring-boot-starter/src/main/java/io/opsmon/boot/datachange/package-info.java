/** Auto-configuration of data changes: triggers, origins of changes on the host's connections, REST API. */
@NullMarked
package io.opsmon.boot.datachange;

import org.jspecify.annotations.NullMarked;
