package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.jdbc.ChainRows;
import io.opsmon.operationlog.OperationLogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code opsmon_operation_log} along its chains, by the index {@code opsmon_ol_chain}. */
final class OperationLogRows implements ChainRows<OperationLogEntry> {

    private static final int FETCH = 1_000;
    private static final String SELECT = "SELECT " + Column.NAMES + " FROM " + Column.TABLE;

    private final OperationLogTable table;

    OperationLogRows(OperationLogTable table) {
        this.table = table;
    }

    @Override
    public void read(Connection connection, String chain, long after, Sink<OperationLogEntry> sink)
            throws SQLException {
        Dialect dialect = table.dialect(connection);
        RowReader reader = new RowReader(dialect);
        try (PreparedStatement select = connection.prepareStatement(
                SELECT + " WHERE chain = ? AND chain_seq > ? ORDER BY chain_seq",
                ResultSet.TYPE_FORWARD_ONLY,
                ResultSet.CONCUR_READ_ONLY)) {
            select.setFetchSize(dialect.streamingFetchSize(FETCH));
            select.setString(1, chain);
            select.setLong(2, after);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sink.accept(reader.mapRow(row, 0));
                }
            }
        }
    }

    @Override
    public List<OperationLogEntry> waiting(Connection connection, String chain, int limit) throws SQLException {
        return table.select(
                connection, "WHERE chain = ? AND chain_seq IS NULL ORDER BY occurred_at, id LIMIT ?", chain, limit);
    }

    @Override
    public void place(Connection connection, List<OperationLogEntry> placed) throws SQLException {
        Dialect dialect = table.dialect(connection);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + Column.TABLE + " SET chain_seq = ?, chain_hash = ?, proof = NULL WHERE id = ?")) {
            for (OperationLogEntry entry : placed) {
                @Nullable ChainLink link = entry.chain();
                if (link != null) {
                    update.setLong(1, link.sequence());
                    update.setBytes(2, link.hash().bytes());
                    update.setObject(3, dialect.values.toSql(entry.id()));
                    update.addBatch();
                }
            }
            update.executeBatch();
        }
    }

    @Override
    public @Nullable String nextChain(Connection connection, String after) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT MIN(chain) FROM " + Column.TABLE + " WHERE chain > ?")) {
            select.setString(1, after);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public Outside outside(Connection connection) throws SQLException {
        long count;
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM " + Column.TABLE + " WHERE chain IS NULL");
                ResultSet row = select.executeQuery()) {
            row.next();
            count = row.getLong(1);
        }
        if (count == 0) {
            return new Outside(0, null);
        }
        Dialect dialect = table.dialect(connection);
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT id FROM " + Column.TABLE + " WHERE chain IS NULL LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return new Outside(count, row.next() ? dialect.values.uuid(row, 1) : null);
        }
    }
}
