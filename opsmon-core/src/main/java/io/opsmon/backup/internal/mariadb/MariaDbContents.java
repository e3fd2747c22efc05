package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.TableReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the content hashes of the tables of a database, in the connection's transaction. The name of the database is
 * not part of the content.
 */
final class MariaDbContents {

    /** Condition: the values of the column are stored, not generated. */
    static final String STORED = "EXTRA NOT REGEXP '(VIRTUAL|STORED|PERSISTENT) GENERATED'";

    private static final int ROWS = 1_000;

    private MariaDbContents() {}

    static List<String> tables(Connection connection) throws SQLException {
        return names(
                connection,
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
                        + " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME");
    }

    static List<String> names(Connection connection, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static List<TableContent> of(Statement statement, TableProgress progress) throws SQLException {
        List<TableContent> contents = new ArrayList<>();
        TableReader reader = new TableReader();
        List<String> tables = tables(statement.getConnection());
        Map<String, List<String>> columns = columns(statement);
        stream(statement, ROWS);
        for (String table : tables) {
            progress.at(contents.size(), tables.size());
            try (ResultSet rows = statement.executeQuery("SELECT "
                    + String.join(", ", columns.getOrDefault(table, List.of("1"))) + " FROM " + quoted(table))) {
                contents.add(reader.read("", table, rows));
            }
        }
        progress.at(tables.size(), tables.size());
        return contents;
    }

    /**
     * Returns the stored columns of each table, including hidden ones, without generated columns. Floats are read as
     * doubles, because their text has only six digits.
     */
    private static Map<String, List<String>> columns(Statement statement) throws SQLException {
        Map<String, List<String>> columns = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE = 'float' FROM information_schema.COLUMNS WHERE"
                        + " TABLE_SCHEMA = DATABASE() AND "
                        + STORED + " ORDER BY TABLE_NAME, ORDINAL_POSITION")) {
            while (rows.next()) {
                String column = quoted(rows.getString(2));
                columns.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                        .add(rows.getBoolean(3) ? "CAST(" + column + " AS DOUBLE)" : column);
            }
        }
        return columns;
    }

    /**
     * Makes a driver fetch rows in batches of the given size; 0 fetches all rows at once. Each driver needs another
     * setting.
     */
    static void stream(Statement statement, int rows) throws SQLException {
        boolean isMySqlDriver =
                statement.getConnection().getMetaData().getDriverName().startsWith("MySQL");
        statement.setFetchSize(rows > 0 && isMySqlDriver ? Integer.MIN_VALUE : rows);
    }
}
