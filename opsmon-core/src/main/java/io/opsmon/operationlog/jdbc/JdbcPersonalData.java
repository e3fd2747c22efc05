package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Erasure;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.jdbc.ChainAppender;
import io.opsmon.chain.jdbc.JdbcChains;
import io.opsmon.log.ValueCount;
import io.opsmon.log.jdbc.Dialect;
import io.opsmon.log.jdbc.HoldFilters;
import io.opsmon.log.jdbc.JdbcLegalHolds;
import io.opsmon.log.jdbc.LogColumn;
import io.opsmon.log.jdbc.LogLayout;
import io.opsmon.log.jdbc.LogTable;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.PersonalData;
import io.opsmon.operationlog.Resource;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Personal data in {@code opsmon_operation_log}. A pseudonym is a keyed hash of the id: with the key, the entries of a person can be found again; without it, the id cannot be found by
 * trying.
 *
 * @since 0.1
 */
public final class JdbcPersonalData implements PersonalData {

    private static final String ERASED = "(erased)";
    private static final String PSEUDONYM = "pseudonym-";
    private static final int BATCH = 500;
    private static final int LISTED = 20;
    private static final LogLayout<OperationLogEntry> LAYOUT = OperationLogLayout.LAYOUT;
    private static final String TABLE = LAYOUT.table();
    private static final List<LogColumn<OperationLogEntry>> CHANGED = Stream.of(
                    "description",
                    "resource_id",
                    "operator_id",
                    "operator_name",
                    "http_path",
                    "http_query",
                    "client_ip",
                    "user_agent",
                    "session_ref",
                    "error_message",
                    "error_stack",
                    "arguments",
                    "result",
                    "extra",
                    "changes",
                    "chain_salt",
                    "personal_hash",
                    "proof")
            .map(LAYOUT::column)
            .toList();

    private final LogTable<OperationLogEntry> table;
    private final Sealer sealer;
    private final byte[] pseudonymKey;
    private final JdbcLegalHolds holds;

    /**
     * Makes the access to personal data.
     *
     * @param dataSource where {@code opsmon_operation_log} is
     * @param sealer proves erasures
     * @param pseudonymKey the key of pseudonyms, at least 16 bytes
     */
    public JdbcPersonalData(DataSource dataSource, Sealer sealer, byte[] pseudonymKey) {
        if (pseudonymKey.length < 16) {
            throw new IllegalArgumentException("The key of pseudonyms must have at least 16 bytes");
        }
        this.table = new LogTable<>(LAYOUT, dataSource, null);
        this.sealer = sealer;
        this.pseudonymKey = pseudonymKey.clone();
        this.holds = new JdbcLegalHolds(LAYOUT, HoldFilters.OPERATION_LOG, dataSource, sealer, Clock.systemUTC());
    }

    @Override
    public Report report(String operator) {
        return table.transactions().readSnapshot("Report on personal data", connection -> {
            long count = 0;
            @Nullable Instant first = null;
            @Nullable Instant last = null;
            Dialect dialect = table.dialect(connection);
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT COUNT(*), MIN(occurred_at), MAX(occurred_at) FROM " + TABLE + " WHERE operator_id = ?")) {
                select.setString(1, operator);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next() && row.getLong(1) > 0) {
                        count = row.getLong(1);
                        first = dialect.values().instant(row, 2);
                        last = dialect.values().instant(row, 3);
                    }
                }
            }
            return new Report(
                    operator,
                    count,
                    first,
                    last,
                    counts(connection, "module", operator),
                    counts(connection, "client_ip", operator).stream()
                            .map(ValueCount::value)
                            .toList(),
                    counts(connection, "user_agent", operator).stream()
                            .map(ValueCount::value)
                            .toList());
        });
    }

    private static List<ValueCount> counts(Connection connection, String column, String operator) throws SQLException {
        List<ValueCount> counts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + column
                + ", COUNT(*) AS entries, SUM(CASE WHEN outcome = 'FAILURE' THEN 1 ELSE 0 END) FROM " + TABLE
                + " WHERE operator_id = ? AND " + column + " IS NOT NULL GROUP BY " + column
                + " ORDER BY entries DESC, " + column + " LIMIT " + LISTED)) {
            select.setString(1, operator);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.add(new ValueCount(row.getString(1), row.getLong(2), row.getLong(3)));
                }
            }
        }
        return counts;
    }

    @Override
    public long remove(String operator, Removal removal) {
        holds.requireNotHeld("operator_id", operator);
        String pseudonym = operator.startsWith(PSEUDONYM) ? operator : pseudonym(operator);
        long changed = 0;
        @Nullable OperationLogEntry last = null;
        int batch;
        do {
            @Nullable OperationLogEntry after = last;
            List<OperationLogEntry> entries = table.transactions()
                    .run(
                            "Take out personal data",
                            connection -> removeBatch(connection, operator, pseudonym, removal, after));
            batch = entries.size();
            changed += batch;
            last = batch == 0 ? last : entries.get(batch - 1);
        } while (batch == BATCH);
        return changed;
    }

    private List<OperationLogEntry> removeBatch(
            Connection connection,
            String operator,
            String pseudonym,
            Removal removal,
            @Nullable OperationLogEntry after)
            throws SQLException {
        // Erasing what has a pseudonym leaves the id as it is, so that the batches need a place to go on from.
        List<OperationLogEntry> entries = after == null
                ? table.select(
                        connection,
                        "WHERE operator_id = ? ORDER BY occurred_at, id LIMIT ? FOR UPDATE",
                        operator,
                        BATCH)
                : table.select(
                        connection,
                        "WHERE operator_id = ? AND (occurred_at > ? OR (occurred_at = ? AND id > ?)) ORDER BY occurred_at, id LIMIT ? FOR UPDATE",
                        operator,
                        after.occurredAt(),
                        after.occurredAt(),
                        after.id(),
                        BATCH);
        update(connection, table.dialect(connection), entries, pseudonym, removal);
        return entries;
    }

    private void update(
            Connection connection, Dialect dialect, List<OperationLogEntry> entries, String pseudonym, Removal removal)
            throws SQLException {
        String assignments =
                CHANGED.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + TABLE + " SET " + assignments + " WHERE id = ?")) {
            for (OperationLogEntry entry : entries) {
                OperationLogEntry replaced = replaced(entry, pseudonym, removal);
                int index = 1;
                for (LogColumn<OperationLogEntry> column : CHANGED) {
                    dialect.bind(update, index++, column, replaced);
                }
                update.setObject(index, dialect.values().toSql(entry.id()));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private OperationLogEntry replaced(OperationLogEntry entry, String pseudonym, Removal removal) {
        OperationLogEntry other = without(entry, pseudonym, removal == Removal.ERASE);
        @Nullable ChainLink link = entry.chain();
        if (link == null) {
            return other;
        }
        if (link.isPending()) {
            // It is not chained yet: it will be chained as it is now.
            return new ChainAppender<>(
                            new JdbcChains(LAYOUT.kind().name()), LAYOUT.kind().form(), sealer, link.chain())
                    .waiting(other);
        }
        return Erasure.replace(LAYOUT.kind().form(), sealer, entry, other);
    }

    private static OperationLogEntry without(OperationLogEntry e, String pseudonym, boolean texts) {
        @Nullable Operator operator = e.operator();
        @Nullable HttpFacts http = e.http();
        @Nullable Failure failure = e.failure();
        @Nullable Resource resource = e.resource();
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                e.module(),
                e.action(),
                texts ? ERASED : e.description(),
                e.outcome(),
                texts && resource != null ? new Resource(resource.type(), null) : resource,
                operator == null ? null : new Operator(pseudonym, null, operator.tenant()),
                http == null
                        ? null
                        : new HttpFacts(
                                http.method(), texts ? ERASED : http.path(), null, http.status(), null, null, null),
                e.trace(),
                e.source(),
                texts && failure != null ? new Failure(failure.type(), null, null) : failure,
                texts ? null : e.arguments(),
                texts ? null : e.result(),
                texts ? Map.of() : e.extra(),
                texts ? List.of() : e.changes(),
                e.chain());
    }

    private String pseudonym(String operator) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pseudonymKey, "HmacSHA256"));
            byte[] hash = mac.doFinal(operator.getBytes(StandardCharsets.UTF_8));
            return PSEUDONYM + HexFormat.of().formatHex(Arrays.copyOf(hash, 12));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
