package io.opsmon.backup.internal.catalogue;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbBackupCatalogueTest extends BackupCatalogueContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }
}
