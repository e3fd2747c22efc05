package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.internal.tool.ToolException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of {@code pg_restore} with several connections, which share no transaction. After a failure, the database is
 * emptied again.
 */
final class PostgresParallelRestore {

    private static final Logger log = LoggerFactory.getLogger(PostgresParallelRestore.class);

    private static final String SOME_TABLE =
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname <> 'information_schema' AND"
                    + " n.nspname NOT LIKE 'pg\\_%'"
                    + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid"
                    + " = c.oid AND d.deptype = 'e') LIMIT 1";

    /** Failures that may come from the empty search path or the order of the rows. */
    private static final Pattern CONDITIONAL = Pattern.compile("does not exist|violates check constraint");

    /** Failures of statements that are optional, or that other objects may not need. */
    private static final Pattern OPTIONAL = Pattern.compile("permission denied|must be (?:owner|superuser)");

    private final BackupDatabase database;
    private final boolean isScratch;

    PostgresParallelRestore(BackupDatabase database, boolean isScratch) {
        this.database = database;
        this.isScratch = isScratch;
    }

    /** A restore that returns its warnings. */
    interface Attempt {
        List<String> run() throws IOException, SQLException, InterruptedException;
    }

    /** Returns the name of a database. */
    static String name(BackupDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return PostgresRunner.text(statement, "SELECT current_database()");
        }
    }

    /** Rejects a database with tables, because the database is emptied after a failure. */
    void requireEmpty() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet table = statement.executeQuery(SOME_TABLE)) {
            if (table.next()) {
                throw new SQLException("The database is not empty: \"" + table.getString(1) + "\" already exists");
            }
        }
    }

    /** Restores with several connections, or with one connection if that may succeed instead. */
    List<String> run(Attempt several, Attempt one) throws IOException, SQLException, InterruptedException {
        boolean done = false;
        try {
            List<String> warnings = several.run();
            done = true;
            return warnings;
        } catch (ToolException failure) {
            String message = String.valueOf(failure.getMessage());
            if (!CONDITIONAL.matcher(message).find()
                    && (isScratch || !OPTIONAL.matcher(message).find())) {
                throw failure;
            }
            log.info("Database \"{}\" is restored again, with one connection: {}", database.name(), message);
        } finally {
            if (!done) {
                dropAll();
            }
        }
        return one.run();
    }

    private void dropAll() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(PostgresDrops.ALL);
        }
    }
}
