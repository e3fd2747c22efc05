package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Restores one script. Definitions commit implicitly. After a failure, an empty database is emptied again; a replaced
 * database cannot be rolled back.
 */
final class MariaDbRestore {

    /**
     * The existing objects, each as the statement that drops it. Triggers and indexes are dropped with their tables.
     */
    private static final String DROPS =
            "SELECT CONCAT('DROP VIEW IF EXISTS `', REPLACE(TABLE_NAME, '`', '``'), '`') FROM information_schema.TABLES"
                    + " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'VIEW'"
                    + " UNION ALL SELECT CONCAT('DROP ', IF(TABLE_TYPE = 'SEQUENCE', 'SEQUENCE', 'TABLE'), ' IF"
                    + " EXISTS `', REPLACE(TABLE_NAME, '`', '``'), '`')"
                    + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'"
                    + " AND TABLE_NAME NOT LIKE 'opsmon\\\\_%'"
                    + " UNION ALL SELECT CONCAT('DROP ', ROUTINE_TYPE, ' IF EXISTS `', REPLACE(ROUTINE_NAME, '`',"
                    + " '``'), '`')"
                    + " FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()"
                    + " UNION ALL SELECT CONCAT('DROP EVENT IF EXISTS `', REPLACE(EVENT_NAME, '`', '``'), '`')"
                    + " FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

    private static final String ALL = DROPS.replace(" AND TABLE_NAME NOT LIKE 'opsmon\\\\_%'", "");

    private final Connection connection;
    private final RestoreScope scope;
    private final Execution execution;

    /** Runs a script with a program or with the driver. */
    @FunctionalInterface
    interface Execution {
        void run(InputStream script) throws IOException, SQLException, InterruptedException;
    }

    MariaDbRestore(Connection connection, RestoreScope scope, Execution execution) {
        this.connection = connection;
        this.scope = scope;
        this.execution = execution;
    }

    void run(InputStream script) throws IOException, SQLException, InterruptedException {
        if (scope == RestoreScope.INTO_EMPTY) {
            intoEmpty(script);
        } else {
            replace(script);
        }
    }

    private void intoEmpty(InputStream script) throws IOException, SQLException, InterruptedException {
        List<String> there = MariaDbContents.names(connection, ALL);
        if (!there.isEmpty()) {
            throw new SQLException("The database is not empty: "
                    + there.get(0).replaceFirst("DROP (\\w+) IF EXISTS", "$1") + " already exists");
        }
        try {
            execution.run(script);
        } catch (IOException | SQLException | InterruptedException | RuntimeException failure) {
            drop(ALL, failure);
            throw failure;
        }
    }

    private void drop(String drops, Exception reason) {
        try {
            drop(drops);
        } catch (SQLException remains) {
            reason.addSuppressed(remains);
        }
    }

    private void drop(String drops) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // MariaDB before 11 knows packages in this mode only. The session puts its mode back.
            statement.execute("SET FOREIGN_KEY_CHECKS = 0, sql_mode = 'ORACLE'");
            try {
                for (String drop : MariaDbContents.names(connection, drops)) {
                    statement.execute(drop);
                }
            } finally {
                statement.execute("SET FOREIGN_KEY_CHECKS = 1, sql_mode = ''");
            }
        }
    }

    private void replace(InputStream script) throws HalfRestoredException {
        try {
            drop(DROPS);
            execution.run(script);
        } catch (IOException | SQLException failure) {
            throw new HalfRestoredException(
                    "The restore failed after it had changed the database: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            // The interrupt is reported by the exception, because the caller must restore the safety copy now.
            throw new HalfRestoredException("The restore was cancelled", stopped);
        }
    }
}
