package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.Erasure;
import io.opsmon.chain.internal.jdbc.ChainAppender;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.PersonalData;
import io.opsmon.log.ValueCount;
import io.opsmon.log.definition.LogColumn;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Personal data in the table of a log. Each batch of a removal is a separate transaction and is preceded by a check of
 * the legal holds. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcPersonalData<E extends RecordedEntry> implements PersonalData {

    private static final int BATCH = 500;
    private static final int LISTED = 20;

    private final LogDefinition<E> definition;
    private final LogStatements<E> table;
    private final Sealer sealer;
    private final Pseudonyms pseudonyms;
    private final JdbcLegalHolds holds;
    private final String person;
    private final @Nullable String actor;
    private final List<TableColumn<E>> changed;

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
        this.sealer = sealer;
        this.pseudonyms = pseudonyms;
        this.holds = holds;
        this.person = definition.person().name();
        this.actor = definition.actor() == null ? null : definition.actor().name();
        this.changed = Stream.<LogColumn<E, ?>>concat(
                        definition.personalColumns().stream(),
                        Stream.of("chain_salt", "personal_hash", "proof").map(definition::column))
                .map(LogTable::column)
                .toList();
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
        long removed = 0;
        @Nullable E last = null;
        int batch;
        do {
            requireNotHeld(person);
            @Nullable E after = last;
            List<E> entries = table.transactions().run("Remove personal data", connection -> {
                List<E> next = next(connection, condition, parameters, after);
                update(connection, next, person, removal);
                return next;
            });
            batch = entries.size();
            removed += batch;
            last = batch == 0 ? last : entries.get(batch - 1);
        } while (batch == BATCH);
        return removed;
    }

    /**
     * Returns the next batch. Erasure keeps the name of an entry with a pseudonym, so each batch starts after the last
     * entry of the previous batch.
     */
    private List<E> next(Connection connection, String condition, List<Object> parameters, @Nullable E after)
            throws SQLException {
        List<Object> values = new ArrayList<>(parameters);
        String behind = "";
        if (after != null) {
            behind = " AND (occurred_at > ? OR (occurred_at = ? AND id > ?))";
            values.addAll(List.of(after.occurredAt(), after.occurredAt(), after.id()));
        }
        values.add(BATCH);
        return table.select(
                connection,
                "WHERE " + condition + behind + " ORDER BY occurred_at, id "
                        + table.dialect(connection).limit("?") + " FOR UPDATE",
                values.toArray());
    }

    private void update(Connection connection, List<E> entries, String person, Removal removal) throws SQLException {
        String pseudonym = pseudonyms.of(person);
        DatabaseDialect dialect = table.dialect(connection);
        String assignments =
                changed.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + definition.table() + " SET " + assignments + " WHERE id = ?")) {
            for (E entry : entries) {
                E replaced = replaced(entry, definition.without(entry, person, pseudonym, removal));
                int index = 1;
                for (TableColumn<E> column : changed) {
                    LogInserts.bind(dialect, update, index++, column, replaced);
                }
                update.setObject(index, dialect.toSql(entry.id()));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private E replaced(E entry, E without) {
        @Nullable ChainLink link = definition.form().link(entry);
        if (link == null) {
            return without;
        }
        if (link.isPending()) {
            // The entry has no number yet. The chain will contain its present values.
            return new ChainAppender<>(
                            new JdbcChains(
                                    definition.name(), table.transactions().dialects()),
                            definition.form(),
                            sealer,
                            link.chain())
                    .waiting(without);
        }
        return Erasure.replace(definition.form(), sealer, entry, without);
    }
}
