package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.internal.jdbc.ChainRows;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access to a log's table by chain, using the unique index on {@code (chain, chain_seq)} that every such table has. */
final class LogRows<E extends RecordedEntry> implements ChainRows<E> {

    private static final int FETCH = 1_000;
    private static final List<String> PLACED = List.of("chain", "chain_seq", "chain_hash", "chain_salt");

    private final LogStatements<E> table;
    private final LogDefinition<E> definition;

    LogRows(LogStatements<E> table) {
        this.table = table;
        this.definition = table.definition();
    }

    @Override
    public void read(Connection connection, String chain, long after, long upTo, Sink<E> sink) throws SQLException {
        DatabaseDialect dialect = table.dialect(connection);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + definition.names() + " FROM " + definition.table()
                        + " WHERE chain = ? AND chain_seq > ? AND chain_seq <= ? ORDER BY chain_seq",
                ResultSet.TYPE_FORWARD_ONLY,
                ResultSet.CONCUR_READ_ONLY)) {
            select.setFetchSize(dialect.streamingFetchSize(connection, FETCH));
            select.setString(1, chain);
            select.setLong(2, after);
            select.setLong(3, upTo);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sink.accept(EntryRow.read(definition, row, dialect));
                }
            }
        }
    }

    @Override
    public boolean isSigned() {
        return definition.commonChain() == null;
    }

    @Override
    public List<E> waiting(Connection connection, String chain, int limit) throws SQLException {
        if (definition.commonChain() != null) {
            return chain.equals(definition.commonChain())
                    ? table.select(
                            connection,
                            "WHERE chain IS NULL AND chain_seq IS NULL ORDER BY id "
                                    + table.dialect(connection).limit("?"),
                            limit)
                    : List.of();
        }
        return table.select(
                connection,
                "WHERE chain = ? AND chain_seq IS NULL ORDER BY " + definition.time() + ", id "
                        + table.dialect(connection).limit("?"),
                chain,
                limit);
    }

    @Override
    public void place(Connection connection, List<E> placed) throws SQLException {
        DatabaseDialect dialect = table.dialect(connection);
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + definition.table() + " SET "
                + String.join(" = ?, ", PLACED) + " = ?, proof = NULL WHERE id = ? AND chain_seq IS NULL")) {
            List<TableColumn<E>> columns = PLACED.stream()
                    .map(definition::column)
                    .map(LogTable::column)
                    .toList();
            TableColumn<E> id = LogTable.column(definition.id());
            for (E entry : placed) {
                int index = 1;
                for (TableColumn<E> column : columns) {
                    LogInserts.bind(dialect, update, index++, column, entry);
                }
                LogInserts.bind(dialect, update, index, id, entry);
                update.addBatch();
            }
            requireAll(update.executeBatch());
        }
    }

    /** A row that was removed or placed meanwhile would leave a gap in the chain. */
    private static void requireAll(int[] counts) throws SQLException {
        for (int count : counts) {
            if (count == 0) {
                throw new SQLException("A waiting entry was removed or chained meanwhile", "40001");
            }
        }
    }

    @Override
    public @Nullable String nextChain(Connection connection, String after) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT MIN(chain) FROM " + definition.table() + " WHERE chain > ?")) {
            select.setString(1, after);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public Outside outside(Connection connection) throws SQLException {
        long count;
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM " + definition.table() + " WHERE " + isOutside());
                ResultSet row = select.executeQuery()) {
            row.next();
            count = row.getLong(1);
        }
        if (count == 0) {
            return new Outside(0, null);
        }
        DatabaseDialect dialect = table.dialect(connection);
        try (PreparedStatement select = connection.prepareStatement("SELECT " + definition.names() + " FROM "
                        + definition.table() + " WHERE " + isOutside() + " " + dialect.limit("1"));
                ResultSet row = select.executeQuery()) {
            return new Outside(
                    count, row.next() ? EntryRow.read(definition, row, dialect).id() : null);
        }
    }

    /** Rows without a chain wait to be chained if other programs store the rows. */
    private String isOutside() {
        return definition.commonChain() == null
                ? "chain IS NULL"
                : "((chain IS NULL AND chain_seq IS NOT NULL) OR (chain IS NOT NULL AND chain_seq IS NULL))";
    }
}
