package io.opsmon.backup.internal.mariadb;

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
 * Computes the content hashes of the tables of a database, in the connection's transaction. The name of the database is
 * not part of the content.
 */
final class MariaDbContents {

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
        return of(statement, MariaDbPart.EVERYTHING, progress);
    }

    /** Reads the tables of a part. Tables without their rows are empty. */
    static List<TableContent> of(Statement statement, MariaDbPart part, TableProgress progress) throws SQLException {
        List<TableContent> contents = new ArrayList<>();
        TableReader reader = new TableReader();
        List<MariaDbTable> tables = MariaDbTable.all(statement).stream()
                .filter(table -> table.hasRows() && part.contains(table.name()))
                .toList();
        stream(statement, ROWS);
        for (MariaDbTable table : tables) {
            progress.at(contents.size(), tables.size());
            if (!part.containsRows(table.name())) {
                contents.add(new TableContent("", table.name(), 0, null));
                continue;
            }
            String query = table.query(table.compared().stream().map(MariaDbContents::read));
            try (ResultSet rows = statement.executeQuery(query)) {
                contents.add(reader.read("", table.name(), rows));
            }
        }
        progress.at(tables.size(), tables.size());
        return contents;
    }

    /**
     * Returns the expression that reads a column. Floats are read as doubles, because their text has only six digits.
     * The server converts values that drivers convert by their settings.
     */
    private static String read(MariaDbTable.Column column) {
        return switch (column.type()) {
            case "float" -> "CAST(" + column.quoted() + " AS DOUBLE)";
            case "tinyint" -> column.quoted() + " + 0";
            case "bit" -> "CAST(" + column.quoted() + " + 0 AS CHAR)";
            case "date", "time", "datetime", "timestamp", "year" -> "CAST(" + column.quoted() + " AS CHAR)";
            default -> column.quoted();
        };
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
