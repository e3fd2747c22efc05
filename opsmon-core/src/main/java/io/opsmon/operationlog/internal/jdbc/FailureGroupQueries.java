package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.internal.jdbc.LogSelect;
import io.opsmon.log.internal.jdbc.LogSelect.Statement;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.FailureGroups.Group;
import io.opsmon.operationlog.FailureGroups.Newest;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.internal.FailurePeriod;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Groups failures with four queries. Two queries read the failures of the period, one query reads the failures of the
 * period before, both from the index {@code opsmon_ol_outcome}. The last query reads one entry for each group. Not
 * thread-safe.
 */
final class FailureGroupQueries {

    private static final String KEY = "error_type, module, action";
    private static final String FAILED = "outcome = 'FAILURE'";

    private final Function<OperationLogFilter, LogSelect> selects;
    private final BiConsumer<Statement, RowCallbackHandler> rows;
    private final DatabaseDialect dialect;
    private final Map<Key, Counts> found = new LinkedHashMap<>();

    private record Key(@Nullable String errorType, String module, String action) {

        static Key read(ResultSet row) throws SQLException {
            return new Key(row.getString(1), row.getString(2), row.getString(3));
        }

        String condition() {
            return "(module = ? AND action = ? AND error_type " + (errorType == null ? "IS NULL" : "= ?") + ")";
        }

        Stream<Object> values() {
            return errorType == null ? Stream.of(module, action) : Stream.of(module, action, errorType);
        }
    }

    /** The values of a group that the queries have read. */
    private static final class Counts {
        private final long count;
        private final long operators;
        private final Instant first;
        private final Instant last;
        private final Long[] trend = new Long[FailureGroups.BUCKETS];
        private long previous;
        private @Nullable Newest newest;

        Counts(long count, long operators, Instant first, Instant last) {
            this.count = count;
            this.operators = operators;
            this.first = first;
            this.last = last;
            Arrays.fill(trend, 0L);
        }
    }

    FailureGroupQueries(
            Function<OperationLogFilter, LogSelect> selects,
            BiConsumer<Statement, RowCallbackHandler> rows,
            DatabaseDialect dialect) {
        this.selects = selects;
        this.rows = rows;
        this.dialect = dialect;
    }

    FailureGroups read(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
        FailurePeriod period = FailurePeriod.of(filter);
        readGroups(filter, sort, limit + 1);
        boolean hasMore = found.size() > limit;
        if (hasMore) {
            found.remove(List.copyOf(found.keySet()).get(limit));
        }
        if (!found.isEmpty()) {
            readTrends(filter, period);
            readPrevious(period.previous(filter));
            readNewest(filter);
        }
        List<Group> groups = new ArrayList<>();
        found.forEach((key, counts) -> {
            // Retention may have removed the entries since they were counted.
            if (counts.newest != null) {
                groups.add(group(key, counts, counts.newest));
            }
        });
        return new FailureGroups(List.copyOf(groups), hasMore, period.bucket());
    }

    private static Group group(Key key, Counts counts, Newest newest) {
        return new Group(
                key.errorType(),
                key.module(),
                key.action(),
                counts.count,
                counts.previous,
                counts.operators,
                counts.first,
                counts.last,
                List.of(counts.trend),
                newest);
    }

    /** Counts by operator first: PostgreSQL sorts all rows for {@code COUNT(DISTINCT)}, and hashes these groups. */
    private void readGroups(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
        String operator = dialect.nameKey("operator_id");
        Statement byOperator = selects.apply(filter)
                .select(
                        KEY + ", " + operator + " AS operator_key, COUNT(*) AS failures, MIN(occurred_at) AS oldest,"
                                + " MAX(occurred_at) AS newest",
                        FAILED,
                        "GROUP BY " + KEY + ", " + operator);
        String order = sort == FailureGroups.Sort.COUNT ? "total DESC, latest DESC" : "latest DESC, total DESC";
        rows.accept(
                byOperator.within(
                        KEY + ", SUM(failures) AS total, COUNT(operator_key), MIN(oldest), MAX(newest) AS latest",
                        "GROUP BY " + KEY + " ORDER BY " + order + ", module, action " + dialect.limit("?"),
                        limit),
                row -> found.put(
                        Key.read(row),
                        new Counts(row.getLong(4), row.getLong(5), dialect.instant(row, 6), dialect.instant(row, 7))));
    }

    private void readTrends(OperationLogFilter filter, FailurePeriod period) {
        String bucket = "FLOOR((" + dialect.epochSeconds("occurred_at") + " - "
                + period.from().getEpochSecond() + ") / " + period.bucket().toSeconds() + ")";
        rows.accept(ofFoundTypes(filter, ", COUNT(*), " + bucket, ", " + bucket), row -> {
            @Nullable Counts counts = found.get(Key.read(row));
            if (counts != null) {
                counts.trend[FailurePeriod.index(row.getLong(5))] += row.getLong(4);
            }
        });
    }

    private void readPrevious(OperationLogFilter filter) {
        rows.accept(ofFoundTypes(filter, ", COUNT(*)", ""), row -> {
            @Nullable Counts counts = found.get(Key.read(row));
            if (counts != null) {
                counts.previous = row.getLong(4);
            }
        });
    }

    /**
     * Returns a statement for the groups with the error types that were found. With a condition by module or action,
     * MariaDB would use the indexes of these columns, which have the successes, too.
     */
    private Statement ofFoundTypes(OperationLogFilter filter, String selected, String grouped) {
        List<@Nullable String> types =
                found.keySet().stream().map(Key::errorType).distinct().toList();
        Object[] named = types.stream().filter(Objects::nonNull).toArray();
        List<String> conditions = new ArrayList<>();
        if (named.length < types.size()) {
            conditions.add("error_type IS NULL");
        }
        if (named.length > 0) {
            conditions.add("error_type IN (" + String.join(", ", Collections.nCopies(named.length, "?")) + ")");
        }
        return selects.apply(filter)
                .select(
                        KEY + selected,
                        FAILED + " AND (" + String.join(" OR ", conditions) + ")",
                        "GROUP BY " + KEY + grouped,
                        named);
    }

    private void readNewest(OperationLogFilter filter) {
        List<Counts> counts = List.copyOf(found.values());
        List<Statement> statements = new ArrayList<>();
        found.forEach((key, group) ->
                statements.add(selects.apply(filter.withRange(group.last, group.last.plus(1, ChronoUnit.MICROS)))
                        .select(
                                statements.size() + ", id, description, error_message",
                                FAILED + " AND " + key.condition(),
                                "ORDER BY id DESC " + dialect.limit("1"),
                                key.values().toArray())));
        rows.accept(
                Statement.union(statements),
                row -> counts.get(row.getInt(1)).newest =
                        new Newest(Objects.requireNonNull(dialect.uuid(row, 2)), row.getString(3), row.getString(4)));
    }
}
