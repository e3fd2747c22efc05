/** Forwarding of operation logs to other systems, through exporters of the host. */
@NullMarked
package io.opsmon.operationlog.forwarding;

import org.jspecify.annotations.NullMarked;
