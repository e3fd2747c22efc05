package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.SqlValues;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Dialect of MariaDB and MySQL. Multi-row inserts need no driver setting. */
final class MySqlDialect extends Dialect {

    /** Keeps a statement below 65,535 parameters and, with typical payloads, well below {@code max_allowed_packet}. */
    private static final int ROWS = 200;

    private final boolean streamsByMinimum;

    MySqlDialect(boolean streamsByMinimum) {
        super(SqlValues.MYSQL);
        this.streamsByMinimum = streamsByMinimum;
    }

    @Override
    <E> void insert(Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        int from = 0;
        if (rows.size() >= ROWS) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(table, ROWS))) {
                for (; from + ROWS <= rows.size(); from += ROWS) {
                    insertChunk(statement, table, rows.subList(from, from + ROWS));
                }
            }
        }
        List<E> rest = rows.subList(from, rows.size());
        if (!rest.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(table, rest.size()))) {
                insertChunk(statement, table, rest);
            }
        }
    }

    /** The MySQL driver streams only for this value, which the MariaDB driver rejects. */
    @Override
    int streamingFetchSize(int rows) {
        return streamsByMinimum ? Integer.MIN_VALUE : rows;
    }

    @Override
    boolean cutsLongTexts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
            return row.next() && !row.getString(1).contains("STRICT_");
        }
    }

    @Override
    public String epochSeconds(String column) {
        return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")";
    }

    private <E> void insertChunk(PreparedStatement statement, LogTable<E> table, List<E> chunk) throws SQLException {
        int index = 1;
        for (E entry : chunk) {
            index = bind(statement, index, table, entry);
        }
        statement.executeUpdate();
    }
}
