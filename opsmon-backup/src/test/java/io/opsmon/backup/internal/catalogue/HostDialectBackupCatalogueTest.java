package io.opsmon.backup.internal.catalogue;

import io.opsmon.testsupport.StrictH2Dialect;
import javax.sql.DataSource;

/** A database that only a dialect of the host supports. */
class HostDialectBackupCatalogueTest extends BackupCatalogueContract {

    @Override
    DataSource pool() {
        return StrictH2Dialect.newDatabase();
    }
}
