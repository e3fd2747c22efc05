/** Where backups lie: a {@link io.opsmon.backup.BackupStorage} each. */
@NullMarked
package io.opsmon.backup.storage;

import org.jspecify.annotations.NullMarked;
