package io.opsmon.backup.internal.h2;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.TableReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.h2.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of the tables of an H2 database, in one snapshot. Stateless. Runs in the cage, too, and therefore
 * needs only the JDK and H2.
 */
final class H2Contents {

    /** The isolation level "snapshot"; "repeatable read" does not cover the whole database. */
    private static final int SNAPSHOT = 6;

    /**
     * The schemas as H2 names them in either case. H2's UPPER depends on the JVM's locale, which turns an i into İ in
     * Turkish.
     */
    static final String SCHEMAS_OF_THE_ENGINE =
            "'INFORMATION_SCHEMA', 'information_schema', 'PG_CATALOG', 'pg_catalog'";

    /** The schemas of the database, as a condition on a column. */
    static String isOwnSchema(String column) {
        return column + " NOT IN (" + SCHEMAS_OF_THE_ENGINE + ")";
    }

    /** The tables, for both variants of H2's information schema and any case of names. */
    static final String TABLES = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE STORAGE_TYPE IN ('CACHED', 'MEMORY', 'GLOBAL TEMPORARY')"
            + " AND TABLE_TYPE IN ('BASE TABLE', 'TABLE', 'GLOBAL TEMPORARY')"
            + " AND " + isOwnSchema("TABLE_SCHEMA") + " ORDER BY 1, 2";

    /** The columns with the expressions of generated columns; the old information schema has other names. */
    private static final String COLUMNS = "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, %s FROM"
            + " INFORMATION_SCHEMA.COLUMNS WHERE " + isOwnSchema("TABLE_SCHEMA") + " ORDER BY 1, 2, ORDINAL_POSITION";

    /** Functions whose values change although the row does not. */
    private static final Pattern CHANGING = Pattern.compile(
            "\\b(?:CURRENT_(?:DATE|TIME|TIMESTAMP|USER|ROLE)|LOCALTIME|LOCALTIMESTAMP|SYSTEM_USER|SESSION_USER|USER"
                    + "|RAND|RANDOM_UUID|SECURE_RAND|SESSION_ID|TRANSACTION_ID|LOCK_TIMEOUT|MEMORY_FREE|MEMORY_USED"
                    + "|GEN_RANDOM_UUID|NEWID|UUID|SYSDATE|SYSTIMESTAMP|GETDATE|NOW|NEXT VALUE FOR|SELECT)\\b");

    private static final Pattern TEXTS = Pattern.compile("'[^']*+'|\"[^\"]*+\"");

    private H2Contents() {}

    /** Reads in a snapshot. */
    interface Reading<T> {
        T run() throws SQLException;
    }

    /** Runs a reading in a snapshot, with rows that are fetched one by one and not as a whole result. */
    static <T> T inSnapshot(Statement statement, Reading<T> reading) throws SQLException {
        Connection connection = statement.getConnection();
        int before = connection.getTransactionIsolation();
        connection.setTransactionIsolation(SNAPSHOT);
        statement.execute("SET LAZY_QUERY_EXECUTION 1");
        connection.setAutoCommit(false);
        try {
            return reading.run();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            try (Statement resetting = connection.createStatement()) {
                resetting.execute("SET LAZY_QUERY_EXECUTION 0");
            }
            connection.setTransactionIsolation(before);
        }
    }

    static List<TableContent> read(Statement statement, TableProgress progress) throws SQLException {
        return read(statement, Set.of(), Set.of(), progress);
    }

    /** Reads the tables except those that are left out. Tables without their rows are empty. */
    static List<TableContent> read(
            Statement statement, Set<String> leftOut, Set<String> withoutRows, TableProgress progress)
            throws SQLException {
        List<TableContent> names = new ArrayList<>();
        try (ResultSet tables = statement.executeQuery(TABLES)) {
            while (tables.next()) {
                if (!leftOut.contains(quoted(tables.getString(1), tables.getString(2)))) {
                    names.add(new TableContent(tables.getString(1), tables.getString(2), 0, null));
                }
            }
        }
        Map<String, List<String>> columns = columns(statement);
        TableReader reader = new TableReader();
        List<TableContent> contents = new ArrayList<>();
        for (TableContent table : names) {
            progress.at(contents.size(), names.size());
            String name = quoted(table.schema(), table.name());
            if (withoutRows.contains(name)) {
                contents.add(table);
                continue;
            }
            String selected = String.join(", ", columns.getOrDefault(name, List.of()));
            try (ResultSet rows =
                    statement.executeQuery("SELECT " + (selected.isEmpty() ? "NULL" : selected) + " FROM " + name)) {
                contents.add(reader.read(table.schema(), table.name(), rows));
            }
        }
        progress.at(names.size(), names.size());
        return contents;
    }

    /** Returns the columns of each table, including invisible columns, without those that change on their own. */
    private static Map<String, List<String>> columns(Statement statement) throws SQLException {
        Map<String, List<String>> columns = new HashMap<>();
        try (ResultSet rows = generated(statement)) {
            while (rows.next()) {
                if (!isChanging(rows.getString(4))) {
                    columns.computeIfAbsent(quoted(rows.getString(1), rows.getString(2)), table -> new ArrayList<>())
                            .add(quoted(rows.getString(3)));
                }
            }
        }
        return columns;
    }

    private static ResultSet generated(Statement statement) throws SQLException {
        try {
            return statement.executeQuery(COLUMNS.replace("%s", "GENERATION_EXPRESSION"));
        } catch (SQLSyntaxErrorException oldInformationSchema) {
            return statement.executeQuery(COLUMNS.replace("%s", "CASE WHEN IS_COMPUTED THEN COLUMN_DEFAULT END"));
        }
    }

    /** Checks whether an expression has another value at another time; null for columns that are not generated. */
    static boolean isChanging(@Nullable String expression) {
        return expression != null
                && CHANGING.matcher(TEXTS.matcher(expression).replaceAll("''")).find();
    }

    /** Quotes a name as SCRIPT does. {@link Statement#enquoteIdentifier} keeps names that begin with a quote. */
    static String quoted(String... names) {
        return Arrays.stream(names).map(StringUtils::quoteIdentifier).collect(Collectors.joining("."));
    }
}
