/** Forwarding of the entries of a log to the configured targets, and its meters and state. */
@NullMarked
package io.opsmon.boot.log.forwarding;

import org.jspecify.annotations.NullMarked;
