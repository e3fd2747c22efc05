package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.jdbc.JdbcChains;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.ForwardingSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Entries to forward from {@code opsmon_operation_log}, positions in {@code opsmon_exporter_position}.
 *
 * @since 0.1
 */
public final class JdbcForwardingSource implements ForwardingSource {

    private final OperationLogTable table;
    private final JdbcChains chains = new JdbcChains(JdbcOperationLogChain.LOG);

    /**
     * Makes the source.
     *
     * @param dataSource where {@code opsmon_operation_log} is
     */
    public JdbcForwardingSource(DataSource dataSource) {
        this.table = new OperationLogTable(dataSource, null);
    }

    @Override
    public List<String> chains() {
        return table.transactions().run("List the chains", chains::all).stream()
                .map(ChainEnds::chain)
                .toList();
    }

    @Override
    public long position(String exporter, String chain) {
        return table.transactions()
                .run("Read an exporter's position", connection -> position(connection, exporter, chain));
    }

    private static long position(Connection connection, String exporter, String chain) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seq FROM opsmon_exporter_position WHERE log = ? AND exporter = ? AND chain = ?")) {
            select.setString(1, JdbcOperationLogChain.LOG);
            select.setString(2, exporter);
            select.setString(3, chain);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void advance(String exporter, String chain, long sequence) {
        table.transactions().execute("Note an exporter's position", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE opsmon_exporter_position SET seq = ? WHERE log = ? AND exporter = ? AND chain = ?")) {
                update.setLong(1, sequence);
                update.setString(2, JdbcOperationLogChain.LOG);
                update.setString(3, exporter);
                update.setString(4, chain);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO opsmon_exporter_position (log, exporter, chain, seq) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, JdbcOperationLogChain.LOG);
                insert.setString(2, exporter);
                insert.setString(3, chain);
                insert.setLong(4, sequence);
                insert.executeUpdate();
            }
        });
    }

    @Override
    public List<OperationLogEntry> next(String chain, long after, int limit) {
        return table.transactions()
                .run(
                        "Read operation logs to forward",
                        connection -> table.select(
                                connection,
                                "WHERE chain = ? AND chain_seq > ? ORDER BY chain_seq LIMIT ?",
                                chain,
                                after,
                                limit));
    }

    @Override
    public long lag(String exporter) {
        return table.transactions().run("Read an exporter's lag", connection -> {
            long lag = 0;
            for (ChainEnds ends : chains.all(connection)) {
                long position = Math.max(position(connection, exporter, ends.chain()), ends.anchorSequence());
                lag += Math.max(0, ends.headSequence() - position);
            }
            return lag;
        });
    }
}
