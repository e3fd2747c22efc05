package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.LegalHold;
import io.opsmon.log.definition.LogDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Legal holds of one log in {@code opsmon_hold}. Retention keeps all entries of a chain from the earliest held entry
 * on, so the rest of the chain stays verifiable. Rows are numbered without gaps and signed. A changed or removed row is
 * a finding. The removal of the newest rows is only detectable by comparison with their operation log entries.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcLegalHolds {

    /** Chain name in findings about legal holds, used for acknowledgements. */
    public static final String FINDINGS = "(legal holds)";

    /** Filter for the earliest time, inclusive. */
    public static final String FROM = "from";

    /** Filter for the latest time, exclusive. */
    public static final String TO = "to";

    private static final String COLUMNS =
            "hold_no, filter, reason, made_at, made_by, lifted_at, lifted_by, lift_reason, proof";
    private static final int ATTEMPTS = 5;

    private final LogDefinition<?> definition;
    private final HoldConditions conditions;
    private final OwnTransactions transactions;
    private final Sealer sealer;
    private final Clock clock;
    private final @Nullable Related related;

    /**
     * Holds of another log, which also cover the entries of this log that belong to held entries.
     *
     * @param holds the holds of the other log, in the same database
     * @param column the column of this log with the id of the other log's entry
     */
    public record Related(JdbcLegalHolds holds, String column) {}

    /** Row and the result of its signature check. */
    private record Row(LegalHold hold, boolean isGenuine) {}

    /**
     * Creates the holds of a log.
     *
     * @param definition the table of the log
     * @param dataSource the database of the table
     * @param sealer signs holds
     * @param clock the time of holds
     */
    public JdbcLegalHolds(LogDefinition<?> definition, DataSource dataSource, Sealer sealer, Clock clock) {
        this(definition, dataSource, sealer, clock, null);
    }

    /**
     * Creates the holds of a log whose entries belong to the entries of another log.
     *
     * @param definition the table of the log
     * @param dataSource the database of the table
     * @param sealer signs holds
     * @param clock the time of holds
     * @param related the holds of the other log; null for none
     */
    public JdbcLegalHolds(
            LogDefinition<?> definition, DataSource dataSource, Sealer sealer, Clock clock, @Nullable Related related) {
        this.related = related;
        this.definition = definition;
        this.conditions = new HoldConditions(definition);
        this.transactions = new OwnTransactions(dataSource);
        this.sealer = sealer;
        this.clock = clock;
    }

    /**
     * Returns the names of the filters that a hold may use.
     *
     * @return the filters of the log, {@value #FROM} and {@value #TO}, in alphabetical order
     */
    public Set<String> filters() {
        Set<String> names = new TreeSet<>(definition.filters().keySet());
        names.add(FROM);
        names.add(TO);
        return names;
    }

    /**
     * Creates a hold.
     *
     * @param filter the held entries by the names of filters; empty for all
     * @param reason the reason, at most 500 characters
     * @param by the operator, at most 200 characters
     * @return the hold
     * @throws IllegalArgumentException if a filter is unknown or a time malformed
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public LegalHold make(Map<String, String> filter, String reason, String by) {
        Assert.isTrue(filters().containsAll(filter.keySet()), () -> "The filter of a hold may only use " + filters());
        conditions.requireReadable(filter);
        return transactions.runContended("Make a legal hold", ATTEMPTS, connection -> {
            long number = rows(connection).stream()
                            .mapToLong(row -> row.hold().number())
                            .max()
                            .orElse(0)
                    + 1;
            LegalHold hold = new LegalHold(number, new TreeMap<>(filter), reason, now(), by, null);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO opsmon_hold (log, hold_no, filter, reason, made_at, made_by, proof) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, log());
                insert.setLong(2, number);
                insert.setString(3, JsonMapper.shared().writeValueAsString(hold.filter()));
                insert.setString(4, reason);
                insert.setObject(5, transactions.dialect(connection).toSql(hold.madeAt()));
                insert.setString(6, by);
                insert.setString(7, sealer.proof("hold", content(hold)));
                insert.executeUpdate();
            }
            return hold;
        });
    }

    /**
     * Lifts a hold.
     *
     * @param number the number of the hold
     * @param reason the reason, at most 500 characters
     * @param by the operator, at most 200 characters
     * @return the hold; empty if no hold with this number is in force
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public Optional<LegalHold> lift(long number, String reason, String by) {
        return transactions.run("Lift a legal hold", connection -> {
            for (Row row : rows(connection)) {
                LegalHold hold = row.hold();
                if (hold.number() == number && hold.isActive() && row.isGenuine()) {
                    LegalHold lifted = new LegalHold(
                            number,
                            hold.filter(),
                            hold.reason(),
                            hold.madeAt(),
                            hold.madeBy(),
                            new LegalHold.Lifting(now(), by, reason));
                    update(connection, lifted);
                    return Optional.of(lifted);
                }
            }
            return Optional.empty();
        });
    }

    private void update(Connection connection, LegalHold hold) throws SQLException {
        LegalHold.Lifting lifted = Objects.requireNonNull(hold.lifted());
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE opsmon_hold SET lifted_at = ?, lifted_by = ?, lift_reason = ?, proof = ? WHERE log = ? AND hold_no = ? AND lifted_at IS NULL")) {
            update.setObject(1, transactions.dialect(connection).toSql(lifted.at()));
            update.setString(2, lifted.by());
            update.setString(3, lifted.reason());
            update.setString(4, sealer.proof("hold", content(hold)));
            update.setString(5, log());
            update.setLong(6, hold.number());
            update.executeUpdate();
        }
    }

    /**
     * Returns all holds, in force or lifted.
     *
     * @return the holds, newest first
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<LegalHold> all() {
        List<LegalHold> all = new ArrayList<>();
        transactions.run("List legal holds", this::rows).forEach(row -> all.add(0, row.hold()));
        return all;
    }

    /**
     * Rejects the erasure of personal data under a hold.
     *
     * @param column the column with the name or id of the person
     * @param person the name or id
     * @throws HeldEntriesException if a hold in force covers an entry of the person
     */
    public void requireNotHeld(String column, String person) {
        boolean isKeyed = conditions.isKeyed(column);
        transactions.execute(
                "Find legal holds for a person",
                connection -> requireNotHeld(
                        connection,
                        column + " = ?"
                                + (isKeyed
                                        ? " AND "
                                                + transactions
                                                        .dialect(connection)
                                                        .hasName(column)
                                        : ""),
                        isKeyed ? List.of(person, person) : List.of(person)));
    }

    /**
     * Rejects the erasure of entries under a hold.
     *
     * @param condition the condition of the entries
     * @param parameters the values to bind
     * @throws HeldEntriesException if a hold in force covers one of the entries
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void requireNotHeld(String condition, List<?> parameters) {
        transactions.execute(
                "Find legal holds for entries", connection -> requireNotHeld(connection, condition, parameters));
    }

    private void requireNotHeld(Connection connection, String condition, List<?> parameters) throws SQLException {
        String limit = transactions.dialect(connection).limit("1");
        for (Held held : held(connection)) {
            List<Object> values = new ArrayList<>(held.values());
            values.addAll(parameters);
            try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM " + definition.table()
                    + " WHERE " + held.condition() + " AND (" + condition + ") " + limit)) {
                bind(select, values);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        throw new HeldEntriesException(held.hold());
                    }
                }
            }
        }
    }

    /** Returns the number of the first held entry for each chain with held entries. */
    Map<String, Long> firstHeld() {
        return transactions.run("Find held entries", connection -> {
            Map<String, Long> first = new HashMap<>();
            for (Held held : held(connection)) {
                try (PreparedStatement select = connection.prepareStatement("SELECT chain, MIN(chain_seq) FROM "
                        + definition.table() + " WHERE " + held.condition()
                        + " AND chain_seq IS NOT NULL GROUP BY chain")) {
                    bind(select, held.values());
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            first.merge(row.getString(1), row.getLong(2), Math::min);
                        }
                    }
                }
            }
            return first;
        });
    }

    /** Returns the time of the earliest held entry outside of any chain. */
    Optional<Instant> firstHeldOutside() {
        return transactions.run("Find held entries", connection -> {
            Optional<Instant> first = Optional.empty();
            DatabaseDialect dialect = transactions.dialect(connection);
            String time = definition.time();
            for (Held held : held(connection)) {
                try (PreparedStatement select =
                        connection.prepareStatement("SELECT " + time + " FROM " + definition.table() + " WHERE "
                                + held.condition() + " AND chain IS NULL ORDER BY " + time + " "
                                + dialect.limit("1"))) {
                    bind(select, held.values());
                    try (ResultSet row = select.executeQuery()) {
                        if (row.next()) {
                            Instant found = dialect.instant(row, 1);
                            first = first.filter(found::isAfter).or(() -> Optional.of(found));
                        }
                    }
                }
            }
            return first;
        });
    }

    /** Hold in force and the condition of its entries. */
    private record Held(LegalHold hold, String condition, List<Object> values) {}

    private List<Held> held(Connection connection) throws SQLException {
        DatabaseDialect dialect = transactions.dialect(connection);
        List<Held> all = new ArrayList<>();
        for (LegalHold hold : inForce(connection)) {
            List<Object> values = new ArrayList<>();
            String condition = conditions.of(hold.filter(), dialect, values);
            all.add(new Held(hold, condition, values));
        }
        if (related != null) {
            String entries = related.column() + " IN (SELECT id FROM "
                    + related.holds().definition.table() + " WHERE ";
            for (Held held : related.holds().held(connection)) {
                all.add(new Held(held.hold(), entries + held.condition() + ")", held.values()));
            }
        }
        return all;
    }

    /** Returns a finding for each hold that was changed or removed in the database without the key. */
    List<Finding> damages() {
        List<Finding> damages = new ArrayList<>();
        long expected = 1;
        for (Row row : transactions.run("Verify legal holds", this::rows)) {
            long number = row.hold().number();
            if (number > expected) {
                damages.add(damage(expected, "Legal hold " + expected + " was removed from opsmon_hold"));
            }
            if (!row.isGenuine()) {
                damages.add(damage(
                        number, "Legal hold " + number + " in opsmon_hold is malformed or has no valid signature"));
            }
            expected = number + 1;
        }
        if (related != null) {
            damages.addAll(related.holds().damages());
        }
        return damages;
    }

    private static Finding damage(long number, String detail) {
        return new Finding(Finding.Kind.HOLD_ALTERED, FINDINGS, number, null, detail);
    }

    private List<LegalHold> inForce(Connection connection) throws SQLException {
        return rows(connection).stream()
                .filter(row -> row.hold().isActive() || !row.isGenuine())
                .map(Row::hold)
                .toList();
    }

    private List<Row> rows(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        DatabaseDialect values = transactions.dialect(connection);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM opsmon_hold WHERE log = ? ORDER BY hold_no")) {
            select.setString(1, log());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row, values));
                }
            }
        }
        return rows;
    }

    private Row row(ResultSet row, DatabaseDialect values) throws SQLException {
        @Nullable String liftedBy = row.getString(7);
        @Nullable String liftReason = row.getString(8);
        Map<String, String> filter;
        boolean isReadable = true;
        try {
            filter = JsonMapper.shared().readValue(row.getString(2), new TypeReference<TreeMap<String, String>>() {});
            isReadable = filters().containsAll(filter.keySet());
            conditions.requireReadable(filter);
        } catch (JacksonException | IllegalArgumentException malformed) {
            isReadable = false;
            filter = Map.of();
        }
        LegalHold hold = new LegalHold(
                row.getLong(1),
                isReadable ? filter : Map.of(),
                row.getString(3),
                values.instant(row, 4),
                row.getString(5),
                liftedBy == null || liftReason == null
                        ? null
                        : new LegalHold.Lifting(values.instant(row, 6), liftedBy, liftReason));
        Sealer.Verdict verdict = sealer.verifyProof("hold", content(hold), row.getString(9));
        return new Row(hold, isReadable && (verdict == Sealer.Verdict.VALID || !sealer.hasKeys()));
    }

    private static void bind(PreparedStatement select, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            select.setObject(i + 1, values.get(i));
        }
    }

    private Hash content(LegalHold hold) {
        LegalHold.@Nullable Lifting lifted = hold.lifted();
        return CanonicalForm.hashOf(
                log(),
                Long.toString(hold.number()),
                JsonMapper.shared().writeValueAsString(hold.filter()),
                hold.reason(),
                hold.madeAt().toString(),
                hold.madeBy(),
                lifted == null ? null : lifted.at().toString(),
                lifted == null ? null : lifted.by(),
                lifted == null ? null : lifted.reason());
    }

    private String log() {
        return definition.name();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
