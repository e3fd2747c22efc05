package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.DumpMethod;
import io.opsmon.testsupport.TestDatabases;

/** Parts through {@code mariadb-dump}. */
class MariaDbProgramPartTest extends MariaDbPartContract {

    MariaDbProgramPartTest() {
        super(new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools()));
    }
}
