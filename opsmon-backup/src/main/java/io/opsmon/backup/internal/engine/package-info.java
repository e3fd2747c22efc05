/** Dumps, verifications, restores, retention and resyncs under leases. */
@NullMarked
package io.opsmon.backup.internal.engine;

import org.jspecify.annotations.NullMarked;
