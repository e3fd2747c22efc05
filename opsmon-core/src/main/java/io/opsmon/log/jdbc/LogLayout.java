package io.opsmon.log.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.jdbc.SqlValues;
import io.opsmon.log.LogKind;
import io.opsmon.recording.RecordedEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the table of a log looks like. Every log's table begins with {@code id} and {@code occurred_at} and ends with
 * the place in the chain; what is in between is the log's own. Immutable.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogLayout<E extends RecordedEntry> {

    /** The index of the first column of a log's own, as JDBC counts: behind {@code id} and {@code occurred_at}. */
    public static final int FIRST_OWN = 3;

    private final LogKind<E> kind;
    private final String table;
    private final List<LogColumn<E>> columns;
    private final String names;
    private final EntryReader<E> reader;
    private final int chainAt;

    /**
     * Makes an entry of a row.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    public interface EntryReader<E> {

        /**
         * Reads the current row; a log's own columns begin at {@link LogLayout#FIRST_OWN}.
         *
         * @param row the row
         * @param values how the database keeps UUIDs and instants
         * @param chain the entry's place in its chain; null if it has none
         * @return the entry that was stored in it
         * @throws SQLException if it cannot be read
         */
        E read(ResultSet row, SqlValues values, @Nullable ChainLink chain) throws SQLException;
    }

    /**
     * Makes a layout.
     *
     * @param kind the log
     * @param table the table's name
     * @param own the columns behind {@code occurred_at}, in the order of inserts
     * @param reader makes an entry of a row
     */
    public LogLayout(LogKind<E> kind, String table, List<LogColumn<E>> own, EntryReader<E> reader) {
        this.kind = kind;
        this.table = table;
        this.reader = reader;
        List<LogColumn<E>> all = new ArrayList<>();
        all.add(new LogColumn<>("id", Types.OTHER, RecordedEntry::id));
        all.add(new LogColumn<>("occurred_at", Types.TIMESTAMP_WITH_TIMEZONE, RecordedEntry::occurredAt));
        all.addAll(own);
        this.chainAt = all.size() + 1;
        all.addAll(chainColumns(kind.form()));
        this.columns = List.copyOf(all);
        this.names = columns.stream().map(LogColumn::name).collect(Collectors.joining(", "));
    }

    /**
     * The columns of the place in the chain, which erasures change too.
     *
     * @param form how entries are hashed
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
     * The log.
     *
     * @return its kind
     */
    public LogKind<E> kind() {
        return kind;
    }

    /**
     * The table's name.
     *
     * @return in lower case
     */
    public String table() {
        return table;
    }

    /**
     * All columns.
     *
     * @return in the order of inserts and selects
     */
    public List<LogColumn<E>> columns() {
        return columns;
    }

    /**
     * One column.
     *
     * @param name its name
     * @return the column
     * @throws IllegalArgumentException if there is none
     */
    public LogColumn<E> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(table + " has no column " + name));
    }

    /**
     * The names of all columns, as a statement lists them.
     *
     * @return separated by commas
     */
    public String names() {
        return names;
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
     * The id in a row of {@link #names()}.
     *
     * @param row the row
     * @param values how the database keeps UUIDs
     * @return the id
     * @throws SQLException if it cannot be read
     */
    public static java.util.UUID id(ResultSet row, SqlValues values) throws SQLException {
        return Objects.requireNonNull(values.uuid(row, 1));
    }
}
