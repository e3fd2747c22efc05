package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
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
    public List<E> waiting(Connection connection, String chain, int limit) throws SQLException {
        return table.select(
                connection,
                "WHERE chain = ? AND chain_seq IS NULL ORDER BY occurred_at, id "
                        + table.dialect(connection).limit("?"),
                chain,
                limit);
    }

    @Override
    public void place(Connection connection, List<E> placed) throws SQLException {
        DatabaseDialect dialect = table.dialect(connection);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + definition.table() + " SET chain_seq = ?, chain_hash = ?, proof = NULL WHERE id = ?")) {
            for (E entry : placed) {
                @Nullable ChainLink link = definition.form().link(entry);
                if (link != null) {
                    update.setLong(1, link.sequence());
                    update.setBytes(2, link.hash().bytes());
                    update.setObject(3, dialect.toSql(entry.id()));
                    update.addBatch();
                }
            }
            update.executeBatch();
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
                        "SELECT COUNT(*) FROM " + definition.table() + " WHERE chain IS NULL");
                ResultSet row = select.executeQuery()) {
            row.next();
            count = row.getLong(1);
        }
        if (count == 0) {
            return new Outside(0, null);
        }
        DatabaseDialect dialect = table.dialect(connection);
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id FROM " + definition.table() + " WHERE chain IS NULL " + dialect.limit("1"));
                ResultSet row = select.executeQuery()) {
            return new Outside(count, row.next() ? dialect.uuid(row, 1) : null);
        }
    }
}
