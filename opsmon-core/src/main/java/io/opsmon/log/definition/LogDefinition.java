package io.opsmon.log.definition;

import static java.util.Objects.requireNonNull;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.log.Outcome;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Definition of a log: the name, the table, the columns, and the formats that follow from the columns. Each log has one
 * definition. Repositories, integrity chains, retention, exports, archives and journals work from the definition.
 * Immutable.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogDefinition<E extends RecordedEntry> {

    /** Replacement for erased content in mandatory columns. */
    public static final String ERASED = "(erased)";

    private final String name;
    private final String table;
    private final List<LogColumn<E, ?>> all;
    private final List<LogColumn<E, ?>> columns;
    private final Map<String, LogColumn<E, ?>> byName = new LinkedHashMap<>();
    private final String names;
    private final Function<EntryValues, E> reader;
    private final ChainedForm<E> form;
    private final EntryCodec<E> codec;
    private final Map<String, LogColumn<E, ?>> filters;
    private final Map<String, LogColumn<E, ?>> fields;
    private final LogColumn<E, String> person;
    private final @Nullable LogColumn<E, String> actor;
    private final LogColumn<E, ?> grouping;
    private final Set<String> identifyingAttributes;
    private final List<ExportedColumn<E>> exported;
    private final Counting<E> counting;
    private final @Nullable String textIndex;
    private final @Nullable TextKey textKey;
    private final @Nullable String commonChain;
    private final Map<String, LogColumn<E, ?>> alternatives;
    private final boolean hasPersonKey;
    private final ColumnType<UUID> ids;

    /**
     * Generated column with the searched texts in lower case, which may be cut.
     *
     * @param column the name of the column
     * @param index the name of the index of times and ids that includes the column
     * @param columns the names of the columns with the texts
     */
    public record TextKey(String column, String index, Set<String> columns) {}

    /**
     * Column of an exported table.
     *
     * @param header the header
     * @param column the column
     * @param isWide whether the column contains sentences
     * @param <E> the kind of entry
     */
    public record ExportedColumn<E>(String header, LogColumn<E, ?> column, boolean isWide) {}

    /**
     * Counted columns of statistics.
     *
     * @param counts the counts in the order of reports
     * @param weight the column with the number of events in an entry; null if each entry is one event
     * @param duration the column whose mean is computed; null for none
     * @param <E> the kind of entry
     */
    public record Counting<E>(
            List<Count<E>> counts,
            @Nullable LogColumn<E, Long> weight,
            @Nullable LogColumn<E, ?> duration) {}

    /**
     * Counts by the values of one column.
     *
     * @param name the name in reports, {@code modules} for example
     * @param column the column
     * @param isTop whether the column has many values, so that stores only read the most frequent values
     * @param <E> the kind of entry
     */
    public record Count<E>(String name, LogColumn<E, ?> column, boolean isTop) {}

    private LogDefinition(Builder<E> builder) {
        this.name = builder.name;
        this.table = builder.table;
        this.reader = requireNonNull(builder.reader, "reader");
        this.all = builder.columns;
        this.form = new DefinedForm<>(all, requireNonNull(builder.link), requireNonNull(builder.withLink));
        this.codec = new LineCodec<>(this);
        this.columns = Stream.concat(all.stream().filter(LogColumn::isStored), chainColumns(form).stream())
                .toList();
        columns.forEach(column -> byName.put(column.name(), column));
        this.names = String.join(", ", byName.keySet());
        this.filters = Map.copyOf(builder.filters);
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(builder.fields));
        this.person = requireNonNull(builder.person, "person");
        this.actor = builder.actor;
        this.grouping = requireNonNull(builder.grouping, "grouping");
        this.identifyingAttributes = builder.identifyingAttributes;
        this.exported = List.copyOf(builder.exported);
        this.counting = new Counting<>(List.copyOf(builder.counts), builder.weight, builder.duration);
        this.textIndex = builder.textIndex;
        this.textKey = builder.textKey;
        this.commonChain = builder.commonChain;
        this.alternatives = Map.copyOf(builder.alternatives);
        this.hasPersonKey = builder.hasPersonKey;
        this.ids = builder.ids;
    }

    private static <E> List<LogColumn<E, ?>> chainColumns(ChainedForm<E> form) {
        return List.of(
                chain("chain", ColumnType.text(100), form, ChainLink::chain),
                chain("chain_seq", ColumnType.LONG, form, link -> link.isPending() ? null : link.sequence()),
                chain("chain_hash", ColumnType.HASH, form, link -> link.isPending() ? null : link.hash()),
                chain("chain_salt", ColumnType.ID, form, ChainLink::salt),
                chain("personal_hash", ColumnType.HASH, form, ChainLink::personalHash),
                chain("proof", ColumnType.text(200), form, ChainLink::proof));
    }

    private static <E, V> LogColumn<E, V> chain(
            String name, ColumnType<V> type, ChainedForm<E> form, Function<ChainLink, @Nullable V> value) {
        return LogColumn.of(-1, name, name, type, Content.FACT, entry -> {
            @Nullable ChainLink link = form.link(entry);
            return link == null ? null : value.apply(link);
        });
    }

    /**
     * Returns the name of the log in chains, seals, files, threads, meters and permissions.
     *
     * @return {@code operation-log}, for example
     */
    public String name() {
        return name;
    }

    /**
     * Returns the plural noun for entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    public String plural() {
        return name.replace('-', ' ') + "s";
    }

    /**
     * Returns the title of exported tables.
     *
     * @return {@code Operation logs}, for example
     */
    public String title() {
        return plural().substring(0, 1).toUpperCase(Locale.ROOT) + plural().substring(1);
    }

    /**
     * Returns the name of the only chain of a log whose rows other programs store. The rows are appended to the chain
     * after their transactions.
     *
     * @return the name; null if the application stores the entries, and each node has a chain of its own
     */
    public @Nullable String commonChain() {
        return commonChain;
    }

    /**
     * Returns the column with the id.
     *
     * @return the first column
     */
    public LogColumn<E, ?> id() {
        return all.get(0);
    }

    /**
     * Returns the text of an id, as in lines of JSON and in the REST API.
     *
     * @param entry the id of an entry
     * @return a UUID, or a number if the database counts the ids
     */
    public String idText(UUID entry) {
        return ids.toLine(entry).toString();
    }

    /**
     * Returns the name of the column with the time.
     *
     * @return {@code occurred_at}, for example
     */
    public String time() {
        return all.get(1).name();
    }

    String singularWithArticle() {
        return ("aeiou".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name.replace('-', ' ') + " entry";
    }

    /**
     * Returns a permission for the log.
     *
     * @param action the action, {@code read} for example
     * @return {@code opsmon:operation-log:read}, for example
     */
    public String permission(String action) {
        return "opsmon:" + name + ":" + action;
    }

    /**
     * Returns the name of the table.
     *
     * @return the name in lower case
     */
    public String table() {
        return table;
    }

    /**
     * Returns all stored columns, the position in the chain last.
     *
     * @return the columns in the order of inserts and selects
     */
    public List<LogColumn<E, ?>> columns() {
        return columns;
    }

    List<LogColumn<E, ?>> all() {
        return all;
    }

    /**
     * Returns a stored column.
     *
     * @param column the name of the column
     * @return the column
     * @throws IllegalArgumentException if the table has no such column
     */
    public LogColumn<E, ?> column(String column) {
        @Nullable LogColumn<E, ?> found = byName.get(column);
        if (found == null) {
            throw new IllegalArgumentException("The table \"" + table + "\" has no column \"" + column + "\"");
        }
        return found;
    }

    /**
     * Returns whether the table has a column.
     *
     * @param column the name of the column
     * @return true if there is such a column
     */
    public boolean has(String column) {
        return byName.containsKey(column);
    }

    /**
     * Returns the names of all stored columns for a statement.
     *
     * @return the names, separated by commas
     */
    public String names() {
        return names;
    }

    /**
     * Returns the line format of journals, archives and exports.
     *
     * @return the codec
     */
    public EntryCodec<E> codec() {
        return codec;
    }

    /**
     * Returns the hash format of integrity chains.
     *
     * @return the form
     */
    public ChainedForm<E> form() {
        return form;
    }

    /**
     * Returns the filters that a legal hold may use.
     *
     * @return the columns of equality filters by filter name
     */
    public Map<String, LogColumn<E, ?>> filters() {
        return filters;
    }

    /**
     * Returns the second columns of filters that compare two columns.
     *
     * @return the columns by filter name; an entry matches if one of the two columns has the value
     */
    public Map<String, LogColumn<E, ?>> alternatives() {
        return alternatives;
    }

    /**
     * Returns the fields whose values are counted for suggestions.
     *
     * @return the columns of texts by the name of their filter
     */
    public Map<String, LogColumn<E, ?>> fields() {
        return fields;
    }

    /**
     * Returns the column of a field.
     *
     * @param field the name of the field
     * @return the column
     * @throws IllegalArgumentException if the log has no such field
     */
    public LogColumn<E, ?> field(String field) {
        @Nullable LogColumn<E, ?> found = fields.get(field);
        if (found == null) {
            throw new IllegalArgumentException(
                    "The log \"" + name + "\" has no field \"" + field + "\", only " + fields.keySet());
        }
        return found;
    }

    /**
     * Returns the column with the person of an entry.
     *
     * @return the column
     */
    public LogColumn<E, String> person() {
        return person;
    }

    /**
     * Returns whether the table has a key of the person in lower case.
     *
     * @return false if names of persons are compared exactly
     */
    public boolean hasPersonKey() {
        return hasPersonKey;
    }

    /**
     * Returns the column with another person who acted on the person of an entry.
     *
     * @return the column; null if the log has none
     */
    public @Nullable LogColumn<E, String> actor() {
        return actor;
    }

    /**
     * Returns the grouping column of reports on a person.
     *
     * @return the column
     */
    public LogColumn<E, ?> grouping() {
        return grouping;
    }

    /**
     * Returns whether an entry is a failure.
     *
     * @param entry the entry
     * @return true if the column {@code outcome} has the value {@code FAILURE}
     */
    public boolean isFailure(E entry) {
        @Nullable LogColumn<E, ?> outcome = byName.get("outcome");
        return outcome != null && Outcome.FAILURE.name().equals(outcome.stored(entry));
    }

    /**
     * Returns the columns of exported tables.
     *
     * @return the columns in order
     */
    public List<ExportedColumn<E>> exported() {
        return exported;
    }

    /**
     * Returns the counted columns of statistics.
     *
     * @return the columns
     */
    public Counting<E> counting() {
        return counting;
    }

    /**
     * Returns the name of the optional index for searches of parts of texts.
     *
     * @return the name; null if the log has no such index
     */
    public @Nullable String textIndex() {
        return textIndex;
    }

    /**
     * Returns the generated column of searched texts.
     *
     * @return the column; null if the log has none
     */
    public @Nullable TextKey textKey() {
        return textKey;
    }

    /**
     * Creates an entry from stored values.
     *
     * @param stored the stored values in the order of {@link #columns()}, each of the kind of its type; null for none.
     *     Values of the position in the chain may be missing
     * @param chain the position in the chain; null if the entry has none
     * @return the entry
     * @throws IllegalArgumentException if a value is missing or malformed
     */
    public E ofStored(@Nullable Object[] stored, @Nullable ChainLink chain) {
        @Nullable Object[] values = new @Nullable Object[all.size()];
        int next = 0;
        for (LogColumn<E, ?> column : all) {
            if (column.isStored()) {
                @Nullable Object value = stored[next++];
                values[column.index()] = value == null ? null : column.type().ofStored(value);
            }
        }
        return entry(values, chain);
    }

    E entry(@Nullable Object[] values, @Nullable ChainLink chain) {
        return reader.apply(new EntryValues(values, chain));
    }

    private @Nullable Object[] values(E entry) {
        @Nullable Object[] values = new @Nullable Object[all.size()];
        for (LogColumn<E, ?> column : all) {
            values[column.index()] = column.of(entry);
        }
        return values;
    }

    /**
     * Converts an entry to an entry that every store accepts. Texts longer than their column are cut, with a mark. NUL
     * is replaced by {@code U+2400}, an unpaired surrogate by {@code U+FFFD}.
     *
     * @param entry the entry
     * @return the storable entry; the same object if no change is needed
     */
    public E storable(E entry) {
        @Nullable Object @Nullable [] changed = null;
        for (LogColumn<E, ?> column : all) {
            @Nullable Object fitted = fitted(column, entry);
            if (fitted != null) {
                changed = changed == null ? values(entry) : changed;
                changed[column.index()] = fitted;
            }
        }
        return changed == null ? entry : entry(changed, form.link(entry));
    }

    /** Returns the storable value of a column; null if no change is needed. */
    @SuppressWarnings("ReferenceEquality") // A type returns the same object if no change is needed.
    private <V> @Nullable V fitted(LogColumn<E, V> column, E entry) {
        @Nullable V value = column.of(entry);
        if (value == null) {
            return null;
        }
        V fitted = column.type().fit(value);
        return fitted == value ? null : fitted;
    }

    /**
     * Creates an entry without a person's data, at the same position in its chain.
     *
     * @param entry an entry that names the person
     * @param name the name or id of the person
     * @param pseudonym the replacement of the name
     * @param removal the extent
     * @return the entry; only the {@link #personalColumns() columns with personal data} differ
     */
    public E without(E entry, String name, String pseudonym, Removal removal) {
        boolean isOwn = name.equals(person.of(entry));
        @Nullable Object[] values = values(entry);
        if (actor != null && name.equals(actor.of(entry))) {
            values[actor.index()] = pseudonym;
        }
        for (LogColumn<E, ?> column : all) {
            if (isOwn && values[column.index()] != null) {
                values[column.index()] = switch (column.content()) {
                    case FACT, KEPT -> values[column.index()];
                    case PERSON -> column == person ? pseudonym : values[column.index()];
                    case IDENTIFYING -> null;
                    case TEXT -> removal == Removal.ERASE ? null : withoutIdentifying(values[column.index()]);
                    case MANDATORY_TEXT -> removal == Removal.ERASE ? ERASED : values[column.index()];
                };
            }
        }
        return entry(values, form.link(entry));
    }

    private @Nullable Object withoutIdentifying(@Nullable Object value) {
        if (identifyingAttributes.isEmpty() || !(value instanceof Map<?, ?> attributes)) {
            return value;
        }
        Map<Object, Object> remaining = new LinkedHashMap<>(attributes);
        remaining.keySet().removeAll(identifyingAttributes);
        return remaining;
    }

    /**
     * Returns the columns that a removal of personal data changes, without the columns of the chain.
     *
     * @return the columns
     */
    public List<LogColumn<E, ?>> personalColumns() {
        return all.stream()
                .filter(column -> column.isStored() && column.content() != Content.FACT)
                .collect(Collectors.toUnmodifiableList());
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * Starts a definition.
     *
     * @param name the name of the log
     * @param table the name of the table
     * @param columns the columns
     * @param <E> the kind of entry
     * @return a builder
     */
    public static <E extends RecordedEntry> Builder<E> builder(String name, String table, LogColumns<E> columns) {
        return new Builder<>(name, table, columns);
    }

    /**
     * Builder of a definition. Not thread-safe.
     *
     * @param <E> the kind of entry
     */
    public static final class Builder<E extends RecordedEntry> {

        private final String name;
        private final String table;
        private final List<LogColumn<E, ?>> columns;
        private final Map<String, LogColumn<E, ?>> filters = new LinkedHashMap<>();
        private final Map<String, LogColumn<E, ?>> fields = new LinkedHashMap<>();
        private final List<ExportedColumn<E>> exported = new ArrayList<>();
        private final List<Count<E>> counts = new ArrayList<>();
        private @Nullable Function<EntryValues, E> reader;
        private @Nullable Function<E, @Nullable ChainLink> link;
        private @Nullable BiFunction<E, ChainLink, E> withLink;
        private @Nullable LogColumn<E, String> person;
        private @Nullable LogColumn<E, String> actor;
        private @Nullable LogColumn<E, ?> grouping;
        private Set<String> identifyingAttributes = Set.of();
        private @Nullable LogColumn<E, Long> weight;
        private @Nullable LogColumn<E, ?> duration;
        private @Nullable String textIndex;
        private @Nullable TextKey textKey;
        private @Nullable String commonChain;
        private final Map<String, LogColumn<E, ?>> alternatives = new LinkedHashMap<>();
        private boolean hasPersonKey = true;
        private final ColumnType<UUID> ids;

        private Builder(String name, String table, LogColumns<E> columns) {
            this.name = name;
            this.table = table;
            this.columns = columns.all();
            this.ids = columns.id().type();
        }

        /**
         * Sets the reader of entries.
         *
         * @param creates creates an entry from the values of its columns
         * @return this
         */
        public Builder<E> reader(Function<EntryValues, E> creates) {
            this.reader = creates;
            return this;
        }

        /**
         * Sets the access to the position in the chain.
         *
         * @param of returns the position of an entry; null if the entry has none
         * @param with creates a copy of an entry with a position
         * @return this
         */
        public Builder<E> chain(Function<E, @Nullable ChainLink> of, BiFunction<E, ChainLink, E> with) {
            this.link = of;
            this.withLink = with;
            return this;
        }

        /**
         * Sets the persons of an entry, and the grouping column of reports on a person.
         *
         * @param of the column with the person of an entry
         * @param by the column with another person who acted on the first; null if the log has none
         * @param groups the grouping column of reports
         * @return this
         */
        public Builder<E> person(LogColumn<E, String> of, @Nullable LogColumn<E, String> by, LogColumn<E, ?> groups) {
            this.person = of;
            this.actor = by;
            this.grouping = groups;
            return this;
        }

        /**
         * States that the table has no key of the person in lower case, so names are compared exactly.
         *
         * @return this
         */
        public Builder<E> withoutPersonKey() {
            this.hasPersonKey = false;
            return this;
        }

        /**
         * Sets the attributes that every removal of personal data removes.
         *
         * @param attributes the names of the attributes
         * @return this
         */
        public Builder<E> identifyingAttributes(String... attributes) {
            this.identifyingAttributes = Set.of(attributes);
            return this;
        }

        /**
         * Adds a filter that legal holds may use.
         *
         * @param filter the name of the filter
         * @param column the column of the equality condition
         * @return this
         */
        public Builder<E> filter(String filter, LogColumn<E, ?> column) {
            filters.put(filter, column);
            return this;
        }

        /**
         * Adds a filter that legal holds may use, and that compares two columns.
         *
         * @param filter the name of the filter
         * @param column the first column
         * @param other the second column; an entry matches if one of the two columns has the value
         * @return this
         */
        public Builder<E> filter(String filter, LogColumn<E, ?> column, LogColumn<E, ?> other) {
            alternatives.put(filter, other);
            return filter(filter, column);
        }

        /**
         * Sets the only chain of a log whose rows other programs store, for example triggers.
         *
         * @param chain the name of the chain
         * @return this
         */
        public Builder<E> commonChain(String chain) {
            this.commonChain = chain;
            return this;
        }

        /**
         * Adds a field whose values are counted for suggestions.
         *
         * @param filter the name of the field's filter
         * @param column the column of texts
         * @return this
         */
        public Builder<E> field(String filter, LogColumn<E, ?> column) {
            fields.put(filter, column);
            return this;
        }

        /**
         * Adds a column to exported tables.
         *
         * @param header the header
         * @param column the column
         * @return this
         */
        public Builder<E> export(String header, LogColumn<E, ?> column) {
            exported.add(new ExportedColumn<>(header, column, false));
            return this;
        }

        /**
         * Adds a column with sentences to exported tables.
         *
         * @param header the header
         * @param column the column
         * @return this
         */
        public Builder<E> exportWide(String header, LogColumn<E, ?> column) {
            exported.add(new ExportedColumn<>(header, column, true));
            return this;
        }

        /**
         * Adds counts by a column with few values to statistics.
         *
         * @param report the name in reports
         * @param column the column
         * @return this
         */
        public Builder<E> count(String report, LogColumn<E, ?> column) {
            counts.add(new Count<>(report, column, false));
            return this;
        }

        /**
         * Adds counts by a column with many values to statistics.
         *
         * @param report the name in reports
         * @param column the column
         * @return this
         */
        public Builder<E> countTop(String report, LogColumn<E, ?> column) {
            counts.add(new Count<>(report, column, true));
            return this;
        }

        /**
         * Sets the number of events in an entry.
         *
         * @param column the column with the number
         * @return this
         */
        public Builder<E> weight(LogColumn<E, Long> column) {
            this.weight = column;
            return this;
        }

        /**
         * Sets the column whose mean statistics have.
         *
         * @param column the column with a duration in microseconds
         * @return this
         */
        public Builder<E> duration(LogColumn<E, ?> column) {
            this.duration = column;
            return this;
        }

        /**
         * Sets the name of the optional index for searches of parts of texts.
         *
         * @param index the name
         * @return this
         */
        public Builder<E> textIndex(String index) {
            this.textIndex = index;
            return this;
        }

        /**
         * Sets the generated column of searched texts.
         *
         * @param column the name of the column
         * @param index the name of the index of times and ids that includes the column
         * @param texts the columns of the changelog's expression
         * @return this
         */
        public Builder<E> textKey(String column, String index, List<LogColumn<E, String>> texts) {
            this.textKey = new TextKey(
                    column, index, texts.stream().map(LogColumn::name).collect(Collectors.toUnmodifiableSet()));
            return this;
        }

        /**
         * Builds the definition.
         *
         * @return the definition
         */
        public LogDefinition<E> build() {
            return new LogDefinition<>(this);
        }
    }
}
