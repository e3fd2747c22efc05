package io.opsmon.backup.schedule;

import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** db-scheduler, too, chooses its SQL by the product name. */
class KingbaseBackupSchedulesTest extends BackupSchedulesContract {

    @Override
    DataSource tables() {
        return new RenamedDatabase(TestDatabases.postgres(), "KingbaseES").withVersion("KingbaseES V008R006C008B0014");
    }
}
