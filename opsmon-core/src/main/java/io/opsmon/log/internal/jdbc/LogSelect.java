package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.LikePattern;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.LogCondition;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.ValueFilter;
import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.definition.LogDefinition.TextKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of one query of a log's table, and its statements. Each filtered column has an index that ends in
 * {@code (occurred_at, id)}, so every page costs the same; the changelog names the indexes. Not thread-safe.
 *
 * @since 0.1
 */
public final class LogSelect {

    private final LogDefinition<?> definition;
    private final DatabaseDialect dialect;
    private final List<Object> parameters = new ArrayList<>();
    private final StringBuilder where = new StringBuilder();
    private final @Nullable TextKey textKey;
    private final IndexedRows indexedRows;

    /**
     * Creates a query.
     *
     * @param definition the log
     * @param dialect the dialect of the database
     * @param filter the filter
     * @param hasTextIndex whether the database has an index for parts of texts, which is quicker than the key of texts
     */
    LogSelect(LogDefinition<?> definition, DatabaseDialect dialect, LogFilter<?> filter, boolean hasTextIndex) {
        this.definition = definition;
        this.dialect = dialect;
        this.textKey = hasTextIndex ? null : definition.textKey();
        this.indexedRows = new IndexedRows(definition, dialect);
        between(filter.from(), filter.to());
        filter.conditions().forEach(this::add);
    }

    /**
     * Statement and the values to bind.
     *
     * @param sql the statement
     * @param parameters the values
     */
    public record Statement(String sql, List<Object> parameters) {

        Object[] bound() {
            return parameters.toArray();
        }

        /**
         * Returns a statement that selects from the rows of this statement.
         *
         * @param selected the expressions after {@code SELECT}
         * @param rest the clauses after the rows
         * @param more values to bind in the rest
         * @return the statement
         */
        public Statement within(String selected, String rest, Object... more) {
            List<Object> bound = new ArrayList<>(parameters);
            bound.addAll(List.of(more));
            return new Statement("SELECT " + selected + " FROM (" + sql + ") matching " + rest, bound);
        }

        /**
         * Returns a statement for the rows of several statements.
         *
         * @param statements the statements, at least one
         * @return the statement
         */
        public static Statement union(List<Statement> statements) {
            return new Statement(
                    statements.stream()
                            .map(statement -> "(" + statement.sql() + ")")
                            .collect(Collectors.joining(" UNION ALL ")),
                    statements.stream()
                            .flatMap(statement -> statement.parameters().stream())
                            .toList());
        }
    }

    private void between(@Nullable Instant from, @Nullable Instant to) {
        if (from != null) {
            timeRange("occurred_at >= ?", dialect.toSql(from));
        }
        if (to != null) {
            timeRange("occurred_at < ?", dialect.toSql(to));
        }
    }

    private void timeRange(String condition, Object value) {
        and(condition, value);
        indexedRows.and(condition, List.of(value));
    }

    private void add(LogCondition condition) {
        if (!(condition instanceof LogCondition.Containing)) {
            indexedRows.exclude();
        }
        if (condition instanceof LogCondition.In in) {
            String column = column(in.column());
            in(column, column, "?", in.values());
        } else if (condition instanceof LogCondition.Name name) {
            String column = column(name.column());
            in(column, dialect.nameKey(column), dialect.nameKeyOfParameter(), name.names());
        } else if (condition instanceof LogCondition.AtLeast atLeast) {
            and(column(atLeast.column()) + " >= ?", atLeast.minimum());
        } else if (condition instanceof LogCondition.Member member) {
            members(column(member.column()), member.members());
        } else if (condition instanceof LogCondition.Attribute attribute) {
            attribute(column(attribute.column()), attribute.name(), attribute.values());
        } else if (condition instanceof LogCondition.Containing containing) {
            containing(containing.columns(), containing.part());
        }
    }

    private void in(String column, String compared, String parameter, ValueFilter values) {
        if (!values.accepted().isEmpty()) {
            and(
                    compared + anyOf(parameter, values.accepted()),
                    values.accepted().toArray());
        }
        if (!values.excluded().isEmpty()) {
            and(
                    "(" + column + " IS NULL OR NOT " + compared + anyOf(parameter, values.excluded()) + ")",
                    values.excluded().toArray());
        }
    }

    private static String anyOf(String parameter, Set<String> values) {
        return values.size() == 1
                ? " = " + parameter
                : " IN (" + String.join(", ", Collections.nCopies(values.size(), parameter)) + ")";
    }

    /** The column has the names of its members, separated by commas; no name is a part of another. */
    private void members(String column, ValueFilter members) {
        if (!members.accepted().isEmpty()) {
            and(
                    "(" + column + " IS NOT NULL AND " + anyMember(column, members.accepted()) + ")",
                    patterns(members.accepted()));
        }
        if (!members.excluded().isEmpty()) {
            and(
                    "(" + column + " IS NULL OR NOT " + anyMember(column, members.excluded()) + ")",
                    patterns(members.excluded()));
        }
    }

    private String anyMember(String column, Set<String> members) {
        return members.stream()
                .map(member -> dialect.containsIgnoringCase(column))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static Object[] patterns(Set<String> parts) {
        return parts.stream().map(LikePattern::containing).toArray();
    }

    /**
     * The column has a JSON object of texts, as {@link io.opsmon.log.definition.ColumnType#ATTRIBUTES} writes it. A
     * quotation mark within a text has a backslash before it, so a member is found neither within a text nor as a part
     * of another member.
     */
    private void attribute(String column, String name, ValueFilter values) {
        if (!values.accepted().isEmpty()) {
            and(
                    "(" + column + " IS NOT NULL AND " + anyAttribute(column, values.accepted()) + ")",
                    attributePatterns(name, values.accepted()));
        }
        if (!values.excluded().isEmpty()) {
            and(
                    "(" + column + " IS NULL OR NOT " + anyAttribute(column, values.excluded()) + ")",
                    attributePatterns(name, values.excluded()));
        }
    }

    private static String anyAttribute(String column, Set<String> values) {
        String either = column + " LIKE ? ESCAPE '!' OR " + column + " LIKE ? ESCAPE '!'";
        return "(" + String.join(" OR ", Collections.nCopies(values.size(), either)) + ")";
    }

    private static Object[] attributePatterns(String name, Set<String> values) {
        return values.stream()
                .flatMap(value -> {
                    String object = (String) ColumnType.ATTRIBUTES.toStored(Map.of(name, value));
                    String member = object.substring(1, object.length() - 1);
                    return Stream.of(LikePattern.startingWith("{" + member), LikePattern.containing("," + member));
                })
                .toArray();
    }

    private String column(String name) {
        return definition.column(name).name();
    }

    private void containing(List<String> columns, String part) {
        if (textKey != null && textKey.columns().equals(Set.copyOf(columns))) {
            String inKey = "(" + dialect.keyContains(textKey.column()) + " OR " + textKey.column() + " LIKE '+%')";
            and(inKey, part);
            indexedRows.andText(inKey, part);
        } else {
            indexedRows.exclude();
        }
        Object[] patterns = new Object[columns.size()];
        Arrays.fill(patterns, LikePattern.containing(part));
        and(
                columns.stream()
                        .map(this::column)
                        .map(dialect::containsIgnoringCase)
                        .collect(Collectors.joining(" OR ", "(", ")")),
                patterns);
    }

    private void and(String condition, Object... values) {
        where.append(where.isEmpty() ? " WHERE " : " AND ").append(condition);
        parameters.addAll(List.of(values));
    }

    /** Returns a statement for the entries after a position. */
    Statement page(LogPageRequest.Sort sort, @Nullable LogCursor cursor, int limit) {
        String beyond = sort == LogPageRequest.Sort.NEWEST ? "<" : ">";
        String direction = sort == LogPageRequest.Sort.NEWEST ? "DESC" : "ASC";
        String after = "";
        List<Object> position = List.of();
        if (cursor != null) {
            // Not the row comparison (a, b) < (?, ?), which MySQL and MariaDB do not turn into an index range.
            after = "occurred_at " + beyond + "= ? AND (occurred_at " + beyond + " ? OR id " + beyond + " ?)";
            Object at = dialect.toSql(cursor.occurredAt());
            position = List.of(at, at, dialect.toSql(cursor.id()));
        }
        @Nullable Statement indexed = indexedRows.after(after, position);
        String time = indexed == null ? "occurred_at " : "candidate_at ";
        String id = indexed == null ? "id " : "candidate_id ";
        List<Object> bound = new ArrayList<>(indexed == null ? List.of() : indexed.parameters());
        bound.addAll(parameters);
        bound.addAll(position);
        bound.add(limit);
        return new Statement(
                "SELECT " + definition.names() + " FROM " + (indexed == null ? definition.table() : indexed.sql())
                        + conditions(after) + " ORDER BY " + time + direction + ", " + id + direction + " "
                        + dialect.limit("?"),
                bound);
    }

    private String conditions(String more) {
        return more.isEmpty() ? where.toString() : where + (where.isEmpty() ? " WHERE " : " AND ") + more;
    }

    /** Returns a statement that counts up to one more than the bound. */
    Statement count() {
        @Nullable Statement indexed = indexedRows.after("", List.of());
        List<Object> bound = new ArrayList<>(indexed == null ? List.of() : indexed.parameters());
        bound.addAll(parameters);
        bound.add(LogPage.Total.BOUND + 1);
        // The order keeps PostgreSQL with the index.
        String rows =
                indexed == null ? definition.table() + where : indexed.sql() + where + " ORDER BY candidate_at DESC";
        return new Statement(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + rows + " " + dialect.limit("?") + ") bounded", bound);
    }

    /**
     * Returns a statement for a selection of the matching entries.
     *
     * @param selected the expressions after {@code SELECT}
     * @param condition an additional condition, or an empty text
     * @param rest the clauses after the conditions
     * @param more values to bind in the additional condition and the rest
     * @return the statement
     */
    public Statement select(String selected, String condition, String rest, Object... more) {
        List<Object> bound = new ArrayList<>(parameters);
        bound.addAll(List.of(more));
        return new Statement(
                "SELECT " + selected + " FROM " + definition.table() + conditions(condition) + " " + rest, bound);
    }

    /**
     * Returns a statement for the values of a column in the newest matching entries that have one.
     *
     * @param column the name of the column
     * @param part the part of the values, ignoring case; empty for every value
     * @param sums the expressions after the value, of columns {@code weight} and {@code outcome}
     * @param columns the columns that the expressions need
     * @return a statement with one row for each value
     */
    Statement values(String column, String part, String sums, String columns) {
        List<Object> bound = new ArrayList<>(parameters);
        String condition = column + " IS NOT NULL";
        if (!part.isEmpty()) {
            condition += " AND " + dialect.containsIgnoringCase(column);
            bound.add(LikePattern.containing(part));
        }
        bound.add(LogPage.Total.BOUND);
        return new Statement(
                "SELECT found, COUNT(*), " + sums + " FROM (SELECT " + column + " AS found" + columns + " FROM "
                        + definition.table() + where + (where.isEmpty() ? " WHERE " : " AND ") + condition
                        + " ORDER BY occurred_at DESC, id DESC " + dialect.limit("?") + ") newest GROUP BY found",
                bound);
    }

    /**
     * Returns an expression for the time bucket of an entry.
     *
     * @param seconds the width of a bucket
     * @return an expression: whole buckets since 1970
     */
    String bucket(long seconds) {
        return "FLOOR(" + dialect.epochSeconds("occurred_at") + " / " + seconds + ")";
    }
}
