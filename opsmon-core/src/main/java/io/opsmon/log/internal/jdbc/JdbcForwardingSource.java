package io.opsmon.log.internal.jdbc;

import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.forwarding.ForwardingSource;
import io.opsmon.recording.RecordedEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Reads entries to forward from the table of a log, and stores positions in {@code opsmon_exporter_position}.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcForwardingSource<E extends RecordedEntry> implements ForwardingSource<E> {

    /** Selects the chains with entries after an exporter's position and after the entries removed by retention. */
    private static final String BEHIND = " FROM opsmon_chain c LEFT JOIN opsmon_exporter_position p"
            + " ON p.log = c.log AND p.chain = c.chain AND p.exporter = ?"
            + " WHERE c.log = ? AND c.head_seq > COALESCE(p.seq, 0) AND c.head_seq > c.anchor_seq";

    private final LogStatements<E> table;

    /**
     * Creates the source.
     *
     * @param log the log
     * @param dataSource the database of the log
     */
    public JdbcForwardingSource(LogDefinition<E> log, DataSource dataSource) {
        this.table = new LogStatements<>(log, dataSource, null);
    }

    @Override
    public Map<String, Long> pending(String exporter) {
        return table.transactions().run("Find chains to forward", connection -> {
            Map<String, Long> pending = new LinkedHashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT c.chain, COALESCE(p.seq, 0)" + BEHIND)) {
                bind(select, exporter);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        pending.put(row.getString(1), row.getLong(2));
                    }
                }
            }
            return pending;
        });
    }

    private void bind(PreparedStatement select, String exporter) throws SQLException {
        select.setString(1, exporter);
        select.setString(2, table.definition().name());
    }

    @Override
    public void advance(String exporter, String chain, long sequence) {
        table.transactions().execute("Store an exporter's position", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE opsmon_exporter_position SET seq = ? WHERE log = ? AND exporter = ? AND chain = ?")) {
                update.setLong(1, sequence);
                update.setString(2, table.definition().name());
                update.setString(3, exporter);
                update.setString(4, chain);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO opsmon_exporter_position (log, exporter, chain, seq) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, table.definition().name());
                insert.setString(2, exporter);
                insert.setString(3, chain);
                insert.setLong(4, sequence);
                insert.executeUpdate();
            }
        });
    }

    @Override
    public List<E> next(String chain, long after, int limit) {
        return table.transactions()
                .run(
                        "Read " + table.definition().plural() + " to forward",
                        connection -> table.select(
                                connection,
                                "WHERE chain = ? AND chain_seq > ? ORDER BY chain_seq "
                                        + table.dialect(connection).limit("?"),
                                chain,
                                after,
                                limit));
    }

    @Override
    public long lag(String exporter) {
        return table.transactions().run("Read an exporter's lag", connection -> {
            // Entries removed by retention are not sent any more.
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT COALESCE(SUM(c.head_seq - CASE WHEN COALESCE(p.seq, 0) > c.anchor_seq THEN p.seq ELSE c.anchor_seq END), 0)"
                            + BEHIND)) {
                bind(select, exporter);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }
}
