package io.opsmon.backup.internal.mariadb;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of the current database.
 *
 * @param name the name
 * @param engine the storage engine, in upper case; empty if the engine is unknown
 * @param isVersioned whether the server keeps the history of the rows
 * @param columns the columns, including invisible ones, in their order
 */
record MariaDbTable(String name, String engine, boolean isVersioned, List<Column> columns) {

    /** Engines whose tables have no rows of their own. */
    private static final Set<String> WITHOUT_ROWS = Set.of("MRG_MYISAM", "MERGE", "BLACKHOLE", "SEQUENCE");

    private static final String TABLES = "SELECT TABLE_NAME, UPPER(ENGINE), TABLE_TYPE = 'SYSTEM VERSIONED' FROM"
            + " information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM"
            + " VERSIONED') ORDER BY TABLE_NAME";

    private static final String COLUMNS = "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, EXTRA, GENERATION_EXPRESSION FROM"
            + " information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION";

    /** The implicit columns of a table {@code WITH SYSTEM VERSIONING}. */
    private static final List<Column> PERIOD = List.of(
            new Column("row_start", "timestamp", Generation.PERIOD),
            new Column("row_end", "timestamp", Generation.PERIOD));

    /** The origins of values. */
    enum Generation {
        /** Stored as written. */
        NONE,
        /** Computed and stored. */
        STORED,
        /** Computed at each read. */
        VIRTUAL,
        /** The begin or the end of a row's version. */
        PERIOD
    }

    /**
     * A column.
     *
     * @param name the name
     * @param type the type without its length, in lower case
     * @param generation the origin of the values
     */
    record Column(String name, String type, Generation generation) {

        private static Column of(String name, String type, String extra, @Nullable String expression) {
            String words = extra.toUpperCase(Locale.ROOT);
            Generation generation = Generation.NONE;
            if (expression != null && expression.toUpperCase(Locale.ROOT).matches("ROW (START|END)")) {
                generation = Generation.PERIOD;
            } else if (words.contains("VIRTUAL GENERATED")) {
                generation = Generation.VIRTUAL;
            } else if (words.contains("STORED GENERATED") || words.contains("PERSISTENT GENERATED")) {
                generation = Generation.STORED;
            }
            return new Column(name, type.toLowerCase(Locale.ROOT), generation);
        }

        String quoted() {
            return MariaDbContents.quoted(name);
        }
    }

    static List<MariaDbTable> all(Statement statement) throws SQLException {
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                        .add(Column.of(rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)));
            }
        }
        List<MariaDbTable> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                @Nullable String engine = rows.getString(2);
                tables.add(new MariaDbTable(
                        rows.getString(1),
                        engine == null ? "" : engine,
                        rows.getBoolean(3),
                        List.copyOf(columns.getOrDefault(rows.getString(1), List.of()))));
            }
        }
        return tables;
    }

    /** Returns the columns whose values a dump writes. */
    List<Column> written() {
        return withPeriod(columns.stream().filter(each -> each.generation() == Generation.NONE));
    }

    /** Returns the columns whose stored values are compared. */
    List<Column> compared() {
        return withPeriod(columns.stream()
                .filter(each -> each.generation() == Generation.NONE || each.generation() == Generation.STORED));
    }

    private List<Column> withPeriod(Stream<Column> others) {
        return Stream.concat(others, isVersioned ? period().stream() : Stream.empty())
                .toList();
    }

    /** Returns the two columns of the history. */
    List<Column> period() {
        List<Column> explicit = columns.stream()
                .filter(each -> each.generation() == Generation.PERIOD)
                .toList();
        return explicit.isEmpty() ? PERIOD : explicit;
    }

    /** Checks whether versions are numbered by transactions, of a log that no dump contains. */
    boolean isVersionedByTransaction() {
        return isVersioned && period().stream().anyMatch(each -> each.type().equals("bigint"));
    }

    boolean hasRows() {
        return !WITHOUT_ROWS.contains(engine);
    }

    /** Returns a query of expressions over all rows, including their history. */
    String query(Stream<String> expressions) {
        return "SELECT "
                + expressions.reduce((one, other) -> one + ", " + other).orElse("1") + " FROM "
                + MariaDbContents.quoted(name) + (isVersioned ? " FOR SYSTEM_TIME ALL" : "");
    }
}
