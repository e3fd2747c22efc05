package io.opsmon.backup.internal.catalogue;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2BackupCatalogueTest extends BackupCatalogueContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.h2();
    }
}
