/**
 * The catalog of all backups, in {@code opsmon_backup}: {@link io.opsmon.backup.internal.catalogue.BackupCatalogue}.
 */
@NullMarked
package io.opsmon.backup.internal.catalogue;

import org.jspecify.annotations.NullMarked;
