package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.internal.jdbc.SqlValues;
import io.opsmon.log.LogKind;
import io.opsmon.recording.RecordedEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a log's table. Every table begins with {@code id} and {@code occurred_at} and ends with the position in the
 * chain; the columns in between differ by log. Immutable.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogLayout<E extends RecordedEntry> {

    /** JDBC index of the first log-specific column, after {@code id} and {@code occurred_at}. */
    public static final int FIRST_OWN = 3;

    private final LogKind<E> kind;
    private final LogTable<E> table;
    private final EntryReader<E> reader;
    private final int chainAt;

    /**
     * Creates an entry from a row.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    public interface EntryReader<E> {

        /**
         * Reads the current row. Log-specific columns begin at {@link LogLayout#FIRST_OWN}.
         *
         * @param row the row
         * @param values the conversions of UUIDs and instants
         * @param chain the position of the entry in its chain; null if it has none
         * @return the stored entry
         * @throws SQLException if the row cannot be read
         */
        E read(ResultSet row, SqlValues values, @Nullable ChainLink chain) throws SQLException;
    }

    /**
     * Creates a layout.
     *
     * @param kind the log
     * @param table the name of the table
     * @param own the columns after {@code occurred_at}, in the order of inserts
     * @param reader creates an entry from a row
     */
    public LogLayout(LogKind<E> kind, String table, List<LogColumn<E>> own, EntryReader<E> reader) {
        this.kind = kind;
        this.reader = reader;
        List<LogColumn<E>> all = new ArrayList<>();
        all.add(new LogColumn<>("id", Types.OTHER, RecordedEntry::id));
        all.add(new LogColumn<>("occurred_at", Types.TIMESTAMP_WITH_TIMEZONE, RecordedEntry::occurredAt));
        all.addAll(own);
        this.chainAt = all.size() + 1;
        all.addAll(chainColumns(kind.form()));
        this.table = new LogTable<>(table, all);
    }

    /**
     * Returns the columns of the position in the chain, which erasures also change.
     *
     * @param form the hash format of entries
     * @param <E> the kind of entry
     * @return chain, chain_seq, chain_hash, chain_salt, personal_hash, proof
     */
    static <E> List<LogColumn<E>> chainColumns(ChainedForm<E> form) {
        return List.of(
                chain("chain", Types.VARCHAR, form, ChainLink::chain),
                chain("chain_seq", Types.BIGINT, form, link -> link.isPending() ? null : link.sequence()),
                chain("chain_hash", Types.BINARY, form, link -> link.isPending() ? null : link.hash()),
                chain("chain_salt", Types.OTHER, form, ChainLink::salt),
                chain("personal_hash", Types.BINARY, form, ChainLink::personalHash),
                chain("proof", Types.VARCHAR, form, ChainLink::proof));
    }

    private static <E> LogColumn<E> chain(
            String name, int type, ChainedForm<E> form, Function<ChainLink, @Nullable Object> value) {
        return new LogColumn<>(name, type, entry -> {
            @Nullable ChainLink link = form.link(entry);
            return link == null ? null : value.apply(link);
        });
    }

    /**
     * Returns the kind of log.
     *
     * @return the kind
     */
    public LogKind<E> kind() {
        return kind;
    }

    /**
     * Returns the name of the table.
     *
     * @return the name in lower case
     */
    public String table() {
        return table.name();
    }

    /**
     * Returns all columns.
     *
     * @return the columns in the order of inserts and selects
     */
    public List<LogColumn<E>> columns() {
        return table.columns();
    }

    /**
     * Returns a column.
     *
     * @param name the name of the column
     * @return the column
     * @throws IllegalArgumentException if the table has no such column
     */
    public LogColumn<E> column(String name) {
        return columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("The table \"" + table() + "\" has no column \"" + name + "\""));
    }

    /**
     * Returns the names of all columns for a statement.
     *
     * @return the names, separated by commas
     */
    public String names() {
        return table.names();
    }

    /** Returns the table for inserts. */
    LogTable<E> asTable() {
        return table;
    }

    E read(ResultSet row, SqlValues values) throws SQLException {
        @Nullable String chain = row.getString(chainAt);
        return reader.read(row, values, chain == null ? null : link(chain, row, values));
    }

    private ChainLink link(String chain, ResultSet row, SqlValues values) throws SQLException {
        byte @Nullable [] hash = row.getBytes(chainAt + 2);
        byte @Nullable [] personal = row.getBytes(chainAt + 4);
        return new ChainLink(
                chain,
                row.getLong(chainAt + 1),
                hash == null ? Hash.ZERO : Hash.of(hash),
                values.uuid(row, chainAt + 3),
                personal == null ? null : Hash.of(personal),
                row.getString(chainAt + 5));
    }

    /**
     * Reads the id from a row of {@link #names()}.
     *
     * @param row the row
     * @param values the conversion of UUIDs
     * @return the id
     * @throws SQLException if the row cannot be read
     */
    public static java.util.UUID id(ResultSet row, SqlValues values) throws SQLException {
        return Objects.requireNonNull(values.uuid(row, 1));
    }
}
