package io.opsmon.log.internal.jdbc;

import static io.opsmon.log.internal.jdbc.JdbcLegalHolds.FROM;
import static io.opsmon.log.internal.jdbc.JdbcLegalHolds.TO;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conditions of the entries that legal holds cover. Immutable. */
final class HoldConditions {

    private final LogDefinition<?> definition;

    HoldConditions(LogDefinition<?> definition) {
        this.definition = definition;
    }

    /** A hold covers the entries that a search with the same filter finds: names are compared ignoring case. */
    String of(Map<String, String> filter, DatabaseDialect dialect, List<Object> bound) {
        StringBuilder condition = new StringBuilder("1 = 1");
        filter.forEach((name, value) -> {
            if (name.equals(FROM) || name.equals(TO)) {
                condition.append(" AND ").append(definition.time()).append(name.equals(FROM) ? " >= ?" : " < ?");
                bound.add(dialect.toSql(instant(value)));
            } else if (definition.filters().containsKey(name)) {
                String column = definition.filters().get(name).name();
                Object sql = isId(name) ? dialect.toSql(UUID.fromString(value)) : value;
                bound.add(sql);
                @Nullable LogColumn<?, ?> other = definition.alternatives().get(name);
                if (other != null) {
                    condition
                            .append(" AND (")
                            .append(column)
                            .append(" = ? OR ")
                            .append(other.name())
                            .append(" = ?)");
                    bound.add(sql);
                } else {
                    condition.append(" AND ").append(isKeyed(column) ? dialect.hasName(column) : column + " = ?");
                }
            }
        });
        return condition.toString();
    }

    /**
     * Rejects a filter with a malformed value.
     *
     * @throws IllegalArgumentException if a time or an id is malformed
     */
    void requireReadable(Map<String, String> filter) {
        filter.forEach((name, value) -> {
            if (name.equals(FROM) || name.equals(TO)) {
                instant(value);
            } else if (isId(name)) {
                UUID.fromString(value);
            }
        });
    }

    private boolean isId(String filter) {
        @Nullable LogColumn<?, ?> column = definition.filters().get(filter);
        return column != null && column.type().kind() == ColumnType.Kind.UUID;
    }

    /** Returns whether an index finds all spellings of the values of a column. */
    boolean isKeyed(String column) {
        return definition.hasPersonKey() && column.equals(definition.person().name());
    }

    private static Instant instant(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("\"" + value + "\" is not an ISO-8601 instant", malformed);
        }
    }
}
