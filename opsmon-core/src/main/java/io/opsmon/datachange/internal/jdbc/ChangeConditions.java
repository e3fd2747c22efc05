package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.JsonTexts;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a query for data changes, with their parameters. */
final class ChangeConditions {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private ChangeConditions() {}

    static ChangeConditions of(DataChangeFilter filter, @Nullable BigInteger before, DatabaseDialect dialect) {
        ChangeConditions all = new ChangeConditions();
        all.add("id < ?", before == null ? null : new BigDecimal(before));
        all.add("table_name = ?", filter.table());
        if (filter.key() != null) {
            all.add("(row_key = ? OR new_key = ?)", filter.key(), filter.key());
        }
        all.add("action = ?", filter.action() == null ? null : filter.action().name());
        all.add("operator_id = ?", filter.operatorId());
        all.add("operation_id = ?", filter.operationId() == null ? null : dialect.toSql(filter.operationId()));
        all.add("changed_at >= ?", filter.from() == null ? null : dialect.toSql(filter.from()));
        all.add("changed_at < ?", filter.to() == null ? null : dialect.toSql(filter.to()));
        if (filter.outside() != null) {
            all.conditions.add("application IS " + (filter.outside() ? "NULL" : "NOT NULL"));
        }
        all.addValues(filter, ValueConditions.of(dialect.family()));
        return all;
    }

    private void addValues(DataChangeFilter filter, ValueConditions values) {
        @Nullable String column = filter.column();
        if (column != null) {
            add(
                    "(" + values.hasColumn("old_values") + " OR " + values.hasColumn("new_values") + ")",
                    values.column(column),
                    values.column(column));
        }
        addValue("old_values", column, filter.oldValue(), values);
        addValue("new_values", column, filter.newValue(), values);
    }

    private void addValue(String json, @Nullable String column, @Nullable String value, ValueConditions values) {
        if (value != null && column != null) {
            add(values.hasValueOf(json), values.valueOf(column, value));
        } else if (value != null) {
            add(values.hasValue(json), values.value(value));
        }
    }

    private void add(String condition, @Nullable Object... values) {
        for (@Nullable Object value : values) {
            if (value == null) {
                return;
            }
        }
        conditions.add(condition);
        parameters.addAll(List.of(values));
    }

    String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** Binds the parameters, and returns the index of the next one. */
    int bind(PreparedStatement statement) throws SQLException {
        int next = 1;
        for (Object parameter : parameters) {
            statement.setObject(next++, parameter);
        }
        return next;
    }

    /** Conditions for the JSON objects of old and new values, whose values are texts. */
    private interface ValueConditions {

        String hasColumn(String json);

        Object column(String column);

        String hasValueOf(String json);

        Object valueOf(String column, String value);

        String hasValue(String json);

        Object value(String value);

        static ValueConditions of(DatabaseFamily family) {
            return family == DatabaseFamily.POSTGRESQL ? new JsonbConditions() : new TextConditions();
        }
    }

    /** PostgreSQL. */
    private static final class JsonbConditions implements ValueConditions {

        @Override
        public String hasColumn(String json) {
            return "jsonb_exists(" + json + ", ?)";
        }

        @Override
        public Object column(String column) {
            return column;
        }

        @Override
        public String hasValueOf(String json) {
            return json + " @> CAST(? AS jsonb)";
        }

        @Override
        public Object valueOf(String column, String value) {
            return "{" + JsonTexts.quoted(column) + ":" + JsonTexts.quoted(value) + "}";
        }

        @Override
        public String hasValue(String json) {
            return "EXISTS (SELECT 1 FROM jsonb_each_text(" + json + ") v WHERE v.value = ?)";
        }

        @Override
        public Object value(String value) {
            return value;
        }
    }

    /** Other databases store a text without blanks between the members. */
    private static final class TextConditions implements ValueConditions {

        @Override
        public String hasColumn(String json) {
            return json + " LIKE ? ESCAPE '!'";
        }

        @Override
        public Object column(String column) {
            return containing(JsonTexts.quoted(column) + ":");
        }

        @Override
        public String hasValueOf(String json) {
            return json + " LIKE ? ESCAPE '!'";
        }

        @Override
        public Object valueOf(String column, String value) {
            return containing(JsonTexts.quoted(column) + ":" + JsonTexts.quoted(value));
        }

        @Override
        public String hasValue(String json) {
            return json + " LIKE ? ESCAPE '!'";
        }

        @Override
        public Object value(String value) {
            return containing(":" + JsonTexts.quoted(value));
        }

        private static String containing(String text) {
            return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        }
    }
}
