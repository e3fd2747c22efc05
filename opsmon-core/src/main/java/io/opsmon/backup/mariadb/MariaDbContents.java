package io.opsmon.backup.mariadb;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.jdbc.TableReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tables of a database have, in the connection's transaction. The database's own name is none of its content.
 */
final class MariaDbContents {

    /** Columns whose values are in the rows. */
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
     * Of each table all that is not reckoned of other columns or of time, hidden ones too. The text of a float has six
     * digits only.
     */
    private static Map<String, List<String>> columns(Statement statement) throws SQLException {
        Map<String, List<String>> columns = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE = 'float' FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND "
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
     * Each driver has its own way to say that rows are to come as they are read, so many at a time; 0 for all at once.
     */
    static void stream(Statement statement, int rows) throws SQLException {
        boolean isMySqlDriver =
                statement.getConnection().getMetaData().getDriverName().startsWith("MySQL");
        statement.setFetchSize(rows > 0 && isMySqlDriver ? Integer.MIN_VALUE : rows);
    }
}
