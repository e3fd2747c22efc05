package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.internal.tool.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Runs {@code pg_restore} with several connections, which share no transaction. After a failure, the database is
 * emptied again.
 */
final class PostgresParallelRestore {

    private static final String SOME_TABLE =
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname <> 'information_schema' AND"
                    + " n.nspname NOT LIKE 'pg\\_%'"
                    + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid"
                    + " = c.oid AND d.deptype = 'e') LIMIT 1";

    private final BackupDatabase database;
    private final Path restore;
    private final PostgresAddress address;
    private final String name;
    private final int parallelism;

    PostgresParallelRestore(
            BackupDatabase database, Path restore, PostgresAddress address, String name, int parallelism) {
        this.database = database;
        this.restore = restore;
        this.address = address;
        this.name = name;
        this.parallelism = parallelism;
    }

    void run(Path dump) throws IOException, SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet table = statement.executeQuery(SOME_TABLE)) {
            if (table.next()) {
                throw new SQLException("The database is not empty: \"" + table.getString(1) + "\" already exists");
            }
        }
        boolean done = false;
        try {
            new ToolProcess(
                            List.of(
                                    restore.toString(),
                                    "--jobs=" + parallelism,
                                    "--exit-on-error",
                                    "--no-owner",
                                    "--no-password",
                                    "--dbname=" + name,
                                    dump.toString()),
                            address.environment(),
                            address.secrets())
                    .run();
            done = true;
        } finally {
            if (!done) {
                dropAll();
            }
        }
    }

    private void dropAll() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(PostgresDrops.ALL);
        }
    }
}
