package io.opsmon.backup.internal.h2;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.TableReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the content of the tables of an H2 database, in one snapshot. Stateless. Runs in the cage, too, and therefore
 * needs only the JDK and H2.
 */
final class H2Contents {

    /** The isolation level "snapshot"; "repeatable read" does not cover the whole database. */
    private static final int SNAPSHOT = 6;

    /**
     * The schemas as H2 names them in either case. H2's UPPER depends on the JVM's locale, which turns an i into İ in
     * Turkish.
     */
    static final String SCHEMAS_OF_THE_ENGINE =
            "'INFORMATION_SCHEMA', 'information_schema', 'PG_CATALOG', 'pg_catalog'";

    /** The tables, for both variants of H2's information schema and any case of names. */
    static final String TABLES = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE STORAGE_TYPE IN ('CACHED', 'MEMORY') AND TABLE_TYPE IN ('BASE TABLE', 'TABLE')"
            + " AND TABLE_SCHEMA NOT IN (" + SCHEMAS_OF_THE_ENGINE + ") ORDER BY 1, 2";

    private H2Contents() {}

    /** Reads in a snapshot. */
    interface Reading<T> {
        T run() throws SQLException;
    }

    /** Runs a reading in a snapshot, with rows that are fetched one by one and not as a whole result. */
    static <T> T inSnapshot(Statement statement, Reading<T> reading) throws SQLException {
        Connection connection = statement.getConnection();
        int before = connection.getTransactionIsolation();
        connection.setTransactionIsolation(SNAPSHOT);
        statement.execute("SET LAZY_QUERY_EXECUTION 1");
        connection.setAutoCommit(false);
        try {
            return reading.run();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            try (Statement resetting = connection.createStatement()) {
                resetting.execute("SET LAZY_QUERY_EXECUTION 0");
            }
            connection.setTransactionIsolation(before);
        }
    }

    static List<TableContent> read(Statement statement, TableProgress progress) throws SQLException {
        List<TableContent> names = new ArrayList<>();
        try (ResultSet tables = statement.executeQuery(TABLES)) {
            while (tables.next()) {
                names.add(new TableContent(tables.getString(1), tables.getString(2), 0, null));
            }
        }
        TableReader reader = new TableReader();
        List<TableContent> contents = new ArrayList<>();
        for (TableContent table : names) {
            progress.at(contents.size(), names.size());
            String quoted = statement.enquoteIdentifier(table.schema(), true) + "."
                    + statement.enquoteIdentifier(table.name(), true);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + quoted)) {
                contents.add(reader.read(table.schema(), table.name(), rows));
            }
        }
        progress.at(names.size(), names.size());
        return contents;
    }
}
