package io.opsmon.backup.catalogue;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresBackupCatalogueTest extends BackupCatalogueContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.postgres();
    }
}
