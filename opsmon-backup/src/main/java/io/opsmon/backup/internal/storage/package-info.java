/** Implementations of {@link io.opsmon.backup.BackupStorage}. */
@NullMarked
package io.opsmon.backup.internal.storage;

import org.jspecify.annotations.NullMarked;
