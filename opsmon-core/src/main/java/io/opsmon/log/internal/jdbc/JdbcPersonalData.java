package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Sealer;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.PersonalData;
import io.opsmon.log.ValueCount;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Personal data in the table of a log. A check of the legal holds precedes each batch of a removal. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcPersonalData<E extends RecordedEntry> implements PersonalData {

    private static final int LISTED = 20;

    private final LogDefinition<E> definition;
    private final LogStatements<E> table;
    private final Pseudonyms pseudonyms;
    private final JdbcLegalHolds holds;
    private final String person;
    private final @Nullable String actor;
    private final EntryReplacement<E> replacement;

    /**
     * Creates the access to personal data.
     *
     * @param definition the definition of the log
     * @param dataSource the database of the table
     * @param sealer signs erasures
     * @param pseudonyms replaces names
     * @param holds the legal holds of the log, which no removal violates
     */
    public JdbcPersonalData(
            LogDefinition<E> definition,
            DataSource dataSource,
            Sealer sealer,
            Pseudonyms pseudonyms,
            JdbcLegalHolds holds) {
        this.definition = definition;
        this.table = new LogStatements<>(definition, dataSource, null);
        this.pseudonyms = pseudonyms;
        this.holds = holds;
        this.person = definition.person().name();
        this.actor = definition.actor() == null ? null : definition.actor().name();
        this.replacement = new EntryReplacement<>(definition, dataSource, sealer);
    }

    @Override
    public Report report(String person) {
        return table.transactions().readSnapshot("Report on personal data", connection -> {
            long count = 0;
            @Nullable Instant first = null;
            @Nullable Instant last = null;
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT COUNT(*), MIN(occurred_at), MAX(occurred_at) FROM "
                            + definition.table() + " WHERE " + isPerson(table.dialect(connection)))) {
                select.setString(1, person);
                select.setString(2, person);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next() && row.getLong(1) > 0) {
                        count = row.getLong(1);
                        first = table.dialect(connection).instant(row, 2);
                        last = table.dialect(connection).instant(row, 3);
                    }
                }
            }
            return new Report(
                    person,
                    count,
                    first,
                    last,
                    counts(connection, definition.grouping().name(), person),
                    values(connection, "client_ip", person),
                    values(connection, "user_agent", person),
                    asActor(connection, person));
        });
    }

    private List<String> values(Connection connection, String column, String person) throws SQLException {
        return counts(connection, column, person).stream()
                .map(ValueCount::value)
                .toList();
    }

    private List<ValueCount> counts(Connection connection, String column, String person) throws SQLException {
        List<ValueCount> counts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + column
                + ", COUNT(*) AS entries, SUM(CASE WHEN outcome = 'FAILURE' THEN 1 ELSE 0 END) FROM "
                + definition.table()
                + " WHERE " + isPerson(table.dialect(connection)) + " AND " + column + " IS NOT NULL GROUP BY " + column
                + " ORDER BY entries DESC, " + column + " "
                + table.dialect(connection).limit(String.valueOf(LISTED)))) {
            select.setString(1, person);
            select.setString(2, person);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.add(new ValueCount(row.getString(1), row.getLong(2), row.getLong(3)));
                }
            }
        }
        return counts;
    }

    private long asActor(Connection connection, String person) throws SQLException {
        if (actor == null) {
            return 0;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*) FROM " + definition.table() + " WHERE " + actor + " = ? AND " + others())) {
            select.setString(1, person);
            select.setString(2, person);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /**
     * Returns a condition with two parameters: the index finds all spellings of a name, of which one is the person's.
     */
    private String isPerson(DatabaseDialect dialect) {
        return dialect.hasName(this.person) + " AND " + this.person + " = ?";
    }

    private String others() {
        return "(" + this.person + " IS NULL OR " + this.person + " <> ?)";
    }

    @Override
    public void requireNotHeld(String person) {
        holds.requireNotHeld(this.person, person);
        if (actor != null) {
            holds.requireNotHeld(actor, person);
        }
    }

    @Override
    public long remove(String person, Removal removal) {
        long removed = removeWhere(isPerson(table.dialect()), List.of(person, person), person, removal);
        if (actor != null) {
            removed += removeWhere(actor + " = ? AND " + others(), List.of(person, person), person, removal);
        }
        return removed;
    }

    private long removeWhere(String condition, List<Object> parameters, String person, Removal removal) {
        String pseudonym = pseudonyms.of(person);
        return replacement.replaceWhere(
                condition,
                parameters,
                entry -> definition.without(entry, person, pseudonym, removal),
                () -> requireNotHeld(person));
    }
}
