package io.opsmon.backup.postgres;

import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What tables have, reckoned by the server so that no row travels: MD5 over each row's text, in two halves of 64 bits, each half summed up over all rows. A sum does not depend on the order; that somebody finds another set of rows with the same sums on purpose is not what
 * it is against, the manifest's signature is.
 */
final class PostgresContents {

    /** The ordinary tables of the user's, partitions each for itself. */
    private static final String TABLES = """
            SELECT n.nspname, c.relname,
                   'SELECT count(*), coalesce(sum((''x'' || left(h, 16))::bit(64)::bigint), 0),'
                   || ' coalesce(sum((''x'' || right(h, 16))::bit(64)::bigint), 0) FROM (SELECT md5(ROW(t.*)::text) AS h FROM ONLY '
                   || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' t) rows'
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND c.relpersistence <> 't'
               AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
               AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
             ORDER BY 1, 2
            """;

    /** So that a value has one text. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL extra_float_digits = 3",
            "SET LOCAL bytea_output = 'hex'",
            "SET LOCAL row_security = off");

    private PostgresContents() {}

    /** In the connection's transaction, whose settings it changes. */
    static List<TableContent> of(Connection connection) throws SQLException {
        List<TableContent> contents = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                Statement counting = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            try (ResultSet tables = statement.executeQuery(TABLES)) {
                while (tables.next()) {
                    try (ResultSet sums = counting.executeQuery(tables.getString(3))) {
                        sums.next();
                        contents.add(new TableContent(
                                tables.getString(1),
                                tables.getString(2),
                                sums.getLong(1),
                                hash(sums.getBigDecimal(2), sums.getBigDecimal(3))));
                    }
                }
            }
        }
        return contents;
    }

    private static Hash hash(BigDecimal first, BigDecimal second) {
        byte[] one = first.toBigIntegerExact().toByteArray();
        byte[] two = second.toBigIntegerExact().toByteArray();
        return Hash.sha256(ByteBuffer.allocate(Integer.BYTES + one.length + two.length)
                .putInt(one.length)
                .put(one)
                .put(two)
                .array());
    }
}
