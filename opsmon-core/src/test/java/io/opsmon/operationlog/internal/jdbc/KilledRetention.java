package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Sealer;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The process that {@link ArchiveKillNineTest} kills. Archives and removes all entries. */
final class KilledRetention {

    private KilledRetention() {}

    /** Arguments: the URL of the database, the directory of the archive. */
    public static void main(String[] arguments) throws Exception {
        try (HikariDataSource pool = TestDatabases.pool(arguments[0])) {
            removeAll(pool, Path.of(arguments[1]));
        }
    }

    static void removeAll(HikariDataSource pool, Path directory) throws Exception {
        Sealer sealer = new Sealer(List.of());
        LogArchive<OperationLogEntry> archive =
                new LogArchive<>(OperationLogDefinition.OPERATION_LOG, directory, sealer, Clock.systemUTC());
        new JdbcLogRetention<>(OperationLogDefinition.OPERATION_LOG, pool, sealer, archive, 50, Clock.systemUTC())
                .removeBefore(Clock.systemUTC().instant());
    }
}
