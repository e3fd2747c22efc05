package io.opsmon.backup.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A random database: tables with random types, keys, checks, indexes, views and rows. A seed always makes the same. */
final class RandomSchema {

    private static final int MAX_TABLES = 6;
    private static final int MAX_COLUMNS = 8;
    private static final int MAX_ROWS = 40;

    /** Names that need quotes, with every kind of character that a script could misread. */
    private static final List<String> NAMES = List.of(
            "order", "a b", "Mixed Case", "ünï", "it's", "semi;colon", "dash--dash", "dot.dot", "表", "per%cent");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "plain",
            "it's",
            "back\\slash",
            "new\nline",
            "tab\t",
            "\\.",
            "; DROP TABLE x; --",
            "ünï",
            "表 😀",
            "\"quoted\"",
            "/* comment */",
            "$$",
            "NULL",
            "\\N",
            "%s",
            "very long ".repeat(300));

    /**
     * The differences between databases.
     *
     * @param quote the character around names
     * @param types the types of columns
     */
    record Dialect(char quote, List<ColumnType> types) {

        String quoted(String name) {
            return quote + name + quote;
        }
    }

    /**
     * A type of a column.
     *
     * @param ddl the type
     * @param literal makes a value
     */
    record ColumnType(String ddl, Function<Random, String> literal) {}

    private record Column(String name, ColumnType type, boolean isNullable) {}

    private final Random random;
    private final Dialect dialect;
    private final List<String> statements = new ArrayList<>();
    private final List<String> views = new ArrayList<>();

    RandomSchema(long seed, Dialect dialect) {
        this.random = new Random(seed);
        this.dialect = dialect;
        int tables = 1 + random.nextInt(MAX_TABLES);
        List<String> keyed = new ArrayList<>();
        for (int k = 0; k < tables; k++) {
            table(k, keyed);
        }
    }

    List<String> statements() {
        return statements;
    }

    /** The quoted names of the views. */
    List<String> views() {
        return views;
    }

    /** A text with a backslash as in standard SQL. */
    static String text(Random random, int most) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return "'" + text.substring(0, Math.min(most, text.length())).replace("'", "''") + "'";
    }

    private String name(String prefix, int number) {
        return dialect.quoted(prefix + number + (random.nextBoolean() ? NAMES.get(random.nextInt(NAMES.size())) : ""));
    }

    private void table(int number, List<String> keyed) {
        String table = name("t", number);
        List<Column> columns = new ArrayList<>();
        int count = 1 + random.nextInt(MAX_COLUMNS);
        for (int k = 0; k < count; k++) {
            ColumnType type = dialect.types().get(random.nextInt(dialect.types().size()));
            columns.add(new Column(name("c", k), type, random.nextBoolean()));
        }
        boolean hasKey = random.nextInt(4) > 0;
        int parent = keyed.isEmpty() || random.nextBoolean() ? -1 : random.nextInt(keyed.size());
        StringBuilder ddl = new StringBuilder("CREATE TABLE " + table + " (id int NOT NULL");
        for (Column column : columns) {
            ddl.append(", ")
                    .append(column.name())
                    .append(' ')
                    .append(column.type().ddl());
            ddl.append(column.isNullable() ? " NULL" : " NOT NULL");
        }
        if (parent >= 0) {
            ddl.append(", parent int, FOREIGN KEY (parent) REFERENCES ")
                    .append(keyed.get(parent))
                    .append(" (id)");
        }
        if (hasKey) {
            ddl.append(", PRIMARY KEY (id)");
        } else if (random.nextBoolean()) {
            ddl.append(", UNIQUE (id)");
        }
        if (random.nextBoolean()) {
            ddl.append(", CHECK (id > ").append(-1 - random.nextInt(10)).append(')');
        }
        statements.add(ddl.append(')').toString());
        if (random.nextInt(3) == 0) {
            statements.add("CREATE INDEX " + name("i", number) + " ON " + table + " (id"
                    + (parent >= 0 ? ", parent" : "") + ")");
        }
        rows(table, columns, parent >= 0);
        if (random.nextBoolean()) {
            String view = name("v", number);
            views.add(view);
            statements.add("CREATE VIEW " + view + " AS SELECT id, "
                    + columns.get(0).name() + " AS one FROM " + table + " WHERE id < " + random.nextInt(MAX_ROWS));
        }
        if (hasKey) {
            keyed.add(table);
        }
    }

    /** Each table with a key has the row 0, so that rows can reference it. */
    private void rows(String table, List<Column> columns, boolean hasParent) {
        int count = 1 + random.nextInt(MAX_ROWS);
        for (int id = 0; id < count; id++) {
            StringBuilder values = new StringBuilder("INSERT INTO " + table + " VALUES (" + id);
            for (Column column : columns) {
                boolean isNull = column.isNullable() && random.nextInt(4) == 0;
                values.append(", ")
                        .append(isNull ? "NULL" : column.type().literal().apply(random));
            }
            if (hasParent) {
                values.append(", ").append(random.nextBoolean() ? "0" : "NULL");
            }
            statements.add(values.append(')').toString());
        }
    }
}
