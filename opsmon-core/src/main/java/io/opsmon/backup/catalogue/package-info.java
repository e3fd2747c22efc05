/** The catalog of all backups, in {@code opsmon_backup}: {@link io.opsmon.backup.catalogue.BackupCatalogue}. */
@NullMarked
package io.opsmon.backup.catalogue;

import org.jspecify.annotations.NullMarked;
