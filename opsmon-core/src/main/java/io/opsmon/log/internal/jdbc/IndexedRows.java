package io.opsmon.log.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.definition.LogDefinition.TextKey;
import io.opsmon.log.internal.jdbc.LogSelect.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a search by text and time. The index of times has the key of the searched texts, so that only rows that may
 * match are read. Searches with other conditions leave the choice of an index to the database. Not thread-safe.
 */
final class IndexedRows {

    private final LogDefinition<?> definition;
    private final DatabaseDialect dialect;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private boolean isSearch;
    private boolean isExcluded;

    IndexedRows(LogDefinition<?> definition, DatabaseDialect dialect) {
        this.definition = definition;
        this.dialect = dialect;
    }

    /** Adds a condition on columns of the index. */
    void and(String condition, List<Object> values) {
        conditions.add(condition);
        parameters.addAll(values);
    }

    /** Adds a condition on the key of texts. */
    void andText(String condition, String part) {
        and(condition, List.of(part));
        isSearch = true;
    }

    /** Records that the query has a condition on other columns. */
    void exclude() {
        isExcluded = true;
    }

    /**
     * Returns the source of rows after {@code FROM}.
     *
     * @param after the condition for rows after a position; empty for all rows
     * @param position the values of this condition
     * @return the source with its values; null if the query reads the table itself
     */
    @Nullable
    Statement after(String after, List<Object> position) {
        @Nullable TextKey key = definition.textKey();
        if (!isSearch || isExcluded || key == null) {
            return null;
        }
        String condition = Stream.concat(conditions.stream(), after.isEmpty() ? Stream.empty() : Stream.of(after))
                .collect(Collectors.joining(" AND "));
        @Nullable String rows = dialect.indexed(definition.table(), key.index(), condition);
        List<Object> bound = new ArrayList<>(parameters);
        bound.addAll(position);
        return rows == null ? null : new Statement(rows, Collections.unmodifiableList(bound));
    }
}
