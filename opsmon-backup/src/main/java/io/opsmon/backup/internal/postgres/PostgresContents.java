package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Computes the content hashes of tables on the server, so that no row is transferred. Each row has a hash of 64 bits,
 * and the sum of the hashes does not depend on the order. The hash detects accidental changes. The signature of the
 * manifest protects against a forged sum.
 *
 * <p>The hash is PostgreSQL's hash for partitioning, computed over whole rows. Types whose hash distinguishes all
 * values are hashed directly, which is several times faster than hashing their text. Numbers are hashed together with
 * their scales, except numbers within {@code jsonb}, which are equal if their value is. All other types are hashed by
 * their text. The hash of a row exists since version 14.
 *
 * @see <a href="https://www.postgresql.org/docs/15/sql-createtable.html">PARTITION BY HASH</a>
 */
final class PostgresContents {

    /**
     * The ordinary tables of the user, each partition separately, with the query for each table. A row value may have
     * 64 values more than a table can have columns. Therefore only the first numbers have a scale, and the other
     * numbers are hashed by their text.
     *
     * <p>The query does not evaluate the expressions of indexes and statistics, but the planner parses the functions in
     * them. Tables with such expressions have a search path for these functions, which depends on the schemas alone.
     */
    private static final String TABLES = """
            SELECT n.nspname, c.relname,
                   format('SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(pg_catalog.hash_record_extended(ROW(%s), 0::pg_catalog.int8)), 0) FROM ONLY %I.%I t',
                          (SELECT concat_ws(', ', string_agg(each.exact, ', ' ORDER BY each.attnum),
                                            'ROW(' || string_agg(each.other, ', ' ORDER BY each.attnum) || ')::pg_catalog.text COLLATE pg_catalog."C"')
                             FROM (SELECT a.attnum,
                                          CASE WHEN a.atttypid IN ('text'::regtype, 'varchar'::regtype) THEN format('t.%I COLLATE pg_catalog."C"', a.attname)
                                               WHEN a.atttypid = 'numeric'::regtype AND a.exact THEN format('t.%1$I, pg_catalog.scale(t.%1$I)', a.attname)
                                               WHEN a.exact THEN format('t.%I', a.attname)
                                          END AS exact,
                                          CASE WHEN NOT a.exact THEN format('t.%I', a.attname) END AS other
                                     FROM (SELECT attnum, attname, atttypid,
                                                  atttypid IN ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'bool'::regtype, 'int2'::regtype,
                                                    'int4'::regtype, 'int8'::regtype, 'bytea'::regtype, 'uuid'::regtype, 'date'::regtype, 'time'::regtype,
                                                    'timestamp'::regtype, 'timestamptz'::regtype)
                                                  OR atttypid = 'numeric'::regtype
                                                    AND count(*) FILTER (WHERE atttypid = 'numeric'::regtype) OVER (ORDER BY attnum) <= 50 AS exact
                                             FROM pg_attribute
                                            WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) a) each),
                          n.nspname, c.relname),
                   CASE WHEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
                          OR EXISTS (SELECT FROM pg_statistic_ext s WHERE s.stxrelid = c.oid AND s.stxexprs IS NOT NULL)
                        THEN concat_ws(', ', 'pg_catalog', quote_ident(n.nspname),
                               (SELECT string_agg(quote_ident(o.nspname), ', ' ORDER BY o.nspname <> 'public', o.nspname) FROM pg_namespace o
                                 WHERE o.nspname <> 'information_schema' AND o.nspname NOT LIKE 'pg\\_%'))
                        ELSE 'pg_catalog'
                   END,
                   c.oid
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND c.relpersistence <> 't'
               AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
               AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
             ORDER BY 1, 2
            """;

    /** Settings that give each value one text. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL constraint_exclusion = off",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL extra_float_digits = 3",
            "SET LOCAL bytea_output = 'hex'",
            "SET LOCAL row_security = off");

    /** PostgreSQL's states for a missing object, function, table, column and schema. */
    private static final Set<String> FUNCTION_FAILURES = Set.of("42704", "42883", "42P01", "42703", "3F000");

    private record Table(String schema, String name, String query, String path, boolean hasRows) {}

    private PostgresContents() {}

    /** Reads the content of all tables in the connection's transaction, and changes settings of the transaction. */
    static List<TableContent> of(Statement statement, TableProgress progress) throws SQLException {
        return of(statement, PostgresPart.EVERYTHING, progress);
    }

    /** Reads the content of the tables of a part. Tables without their rows are empty. */
    static List<TableContent> of(Statement statement, PostgresPart part, TableProgress progress) throws SQLException {
        for (String setting : SETTINGS) {
            statement.execute(setting);
        }
        List<TableContent> contents = new ArrayList<>();
        List<Table> tables = tables(statement, part);
        String path = "pg_catalog";
        for (Table table : tables) {
            progress.at(contents.size(), tables.size());
            if (!table.path().equals(path)) {
                path = table.path();
                statement.execute("SET LOCAL search_path = " + path);
            }
            contents.add(
                    table.hasRows()
                            ? content(statement, table)
                            : new TableContent(table.schema(), table.name(), 0, null));
        }
        progress.at(tables.size(), tables.size());
        return contents;
    }

    private static TableContent content(Statement statement, Table table) throws SQLException {
        try (ResultSet sums = statement.executeQuery(table.query())) {
            sums.next();
            return new TableContent(table.schema(), table.name(), sums.getLong(1), hash(sums.getBigDecimal(2)));
        } catch (SQLException failure) {
            if (!FUNCTION_FAILURES.contains(String.valueOf(failure.getSQLState()))) {
                throw failure;
            }
            throw new SQLException(
                    "Table \"" + table.schema() + "." + table.name() + "\" cannot be read, because a function in the"
                            + " expression of an index fails (" + failure.getMessage() + "). Correct or drop the"
                            + " index, or run ALTER FUNCTION ... SET search_path with the schemas of the function's"
                            + " names",
                    failure.getSQLState(),
                    failure);
        }
    }

    private static List<Table> tables(Statement statement, PostgresPart part) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                if (!part.without().contains(rows.getLong(5))) {
                    tables.add(new Table(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            !part.withoutRows().contains(rows.getLong(5))));
                }
            }
        }
        return tables;
    }

    private static Hash hash(BigDecimal sum) {
        return Hash.sha256(sum.toBigIntegerExact().toByteArray());
    }
}
