package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.TableRestore;
import io.opsmon.backup.internal.jdbc.Connections;
import io.opsmon.backup.internal.jdbc.KeyChecks;
import io.opsmon.backup.internal.jdbc.KeyChecks.ForeignKey;
import io.opsmon.backup.internal.jdbc.PipedTask;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Copies one table from a scratch database into another database, in one transaction. Only definitions of columns and
 * keys, and rows, are copied: no statement of the dump runs in the target.
 *
 * <p>A new table has the columns, the primary key and the unique keys of the dump. An existing table keeps its
 * definition, and receives the rows of the dump. Its foreign keys, and those of other tables that reference the table,
 * are dropped and created again, so that the server checks them. Its triggers do not fire.
 */
final class PostgresTableRestore {

    private static final int BUFFER = 1 << 16;

    private static final String KIND = "SELECT c.oid, c.relkind, c.relispartition FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?";

    private static final String COLUMNS = """
            SELECT quote_ident(a.attname), a.attgenerated <> '',
                   concat(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                          CASE WHEN a.attcollation <> t.typcollation THEN (SELECT format(' COLLATE %I.%I', n.nspname, z.collname) FROM pg_collation z JOIN pg_namespace n ON n.oid = z.collnamespace WHERE z.oid = a.attcollation) END,
                          CASE WHEN a.attnotnull THEN ' NOT NULL' END)
              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """;

    private static final String UNIQUE_KEYS = "SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE"
            + " k.conrelid = ? AND k.contype IN ('p', 'u') ORDER BY k.contype, k.conname";

    private static final String FOREIGN_KEYS = """
            SELECT format('%I on %s', k.conname, k.conrelid::regclass), k.conrelid, k.conrelid::regclass::text, k.confrelid, k.confrelid::regclass::text,
                   ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY o(number, place) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.number ORDER BY o.place),
                   ARRAY(SELECT quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY o(number, place) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.number ORDER BY o.place),
                   format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname),
                   format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
              FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND ? IN (k.conrelid, k.confrelid) ORDER BY 1
            """;

    private static final String TRIGGERS = """
            SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname),
                   format('ALTER TABLE %s ENABLE %sTRIGGER %I', t.tgrelid::regclass, CASE t.tgenabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' END, t.tgname)
              FROM pg_trigger t WHERE t.tgrelid = ? AND NOT t.tgisinternal AND t.tgenabled <> 'D'
            """;

    /** Raises the sequences of columns above the restored values, and never lowers them. */
    private static final String SEQUENCES = """
            SELECT format('SELECT pg_catalog.setval(%L, v.highest) FROM (SELECT max(%I)::pg_catalog.int8 AS highest FROM %s) v JOIN %s s ON v.highest > s.last_value',
                          x.oid::regclass, a.attname, a.attrelid::regclass, x.oid::regclass)
              FROM pg_depend d JOIN pg_class x ON x.oid = d.objid AND x.relkind = 'S' JOIN pg_sequence q ON q.seqrelid = x.oid AND q.seqincrement > 0
                   JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ? AND d.deptype IN ('a', 'i')
            """;

    private final TableRestore table;
    private final Connection connection;
    private final Statement statement;

    /** A column: its quoted name, its definition, and whether the server computes it. */
    private record Column(String name, boolean isGenerated, String definition) {}

    private PostgresTableRestore(TableRestore table, Connection connection, Statement statement) {
        this.table = table;
        this.connection = connection;
        this.statement = statement;
    }

    /** Restores a table, and returns the violated foreign keys of a new table. */
    static List<String> run(DataSource scratch, DataSource target, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        try (Connection from = scratch.getConnection();
                Connection to = target.getConnection()) {
            from.setAutoCommit(false);
            to.setAutoCommit(false);
            boolean done = false;
            try (Statement reading = from.createStatement();
                    Statement writing = to.createStatement()) {
                PostgresTableRestore source = new PostgresTableRestore(table, from, reading);
                PostgresTableRestore restore = new PostgresTableRestore(table, to, writing);
                source.begin();
                restore.begin();
                List<String> warnings = table.newName() == null ? restore.inPlace(source) : restore.beside(source);
                to.commit();
                done = true;
                return warnings;
            } finally {
                Connections.end(from, done);
                Connections.end(to, done);
            }
        }
    }

    private void begin() throws SQLException {
        statement.execute("SET TRANSACTION READ WRITE");
        statement.execute("SET LOCAL search_path = pg_catalog");
        statement.execute("SET LOCAL statement_timeout = 0");
        statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        statement.execute("SET LOCAL lock_timeout = '1min'");
        statement.execute("SET LOCAL client_min_messages = warning");
        for (String format : List.of(
                "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "TimeZone = 'UTC'", "extra_float_digits = 3")) {
            statement.execute("SET LOCAL " + format);
        }
    }

    private List<String> beside(PostgresTableRestore source) throws IOException, SQLException, InterruptedException {
        String name = quoted(table.schema()) + "." + quoted(String.valueOf(table.newName()));
        if (kind(String.valueOf(table.newName())) != 0) {
            throw new SQLException("The table " + name + " already exists");
        }
        long from = source.table("in the backup");
        List<Column> columns = source.columns(from);
        statement.execute("CREATE TABLE " + name + " ("
                + String.join(", ", columns.stream().map(Column::definition).toList()) + ")");
        copy(source, name, columns);
        for (String key : source.texts(UNIQUE_KEYS, from)) {
            statement.execute("ALTER TABLE " + name + " ADD " + key);
        }
        return violations(source, from, name);
    }

    /** Checks the foreign keys of the existing table as if the new table were in its place. */
    private List<String> violations(PostgresTableRestore source, long from, String name) throws SQLException {
        long live = kind(table.name()) == 'r' ? oid(table.name()) : 0;
        List<String> columns = source.columns(from).stream().map(Column::name).toList();
        List<ForeignKey> keys = new ArrayList<>();
        try (PreparedStatement query = prepared(FOREIGN_KEYS, live);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                boolean isFrom = rows.getLong(2) == live;
                boolean isTo = rows.getLong(4) == live;
                ForeignKey key = new ForeignKey(
                        rows.getString(1),
                        isFrom ? name : rows.getString(3),
                        list(rows, 6),
                        isTo ? name : rows.getString(5),
                        list(rows, 7));
                if (columns.containsAll(isFrom ? key.columns() : key.referenced())) {
                    keys.add(key);
                }
            }
        }
        return KeyChecks.violations(statement, keys);
    }

    private static List<String> list(ResultSet rows, int column) throws SQLException {
        return Arrays.asList((String[]) rows.getArray(column).getArray());
    }

    private List<String> inPlace(PostgresTableRestore source) throws IOException, SQLException, InterruptedException {
        long live = table("in the database");
        String name = quoted(table.schema()) + "." + quoted(table.name());
        statement.execute("LOCK TABLE ONLY " + name + " IN ACCESS EXCLUSIVE MODE");
        List<Column> columns = stored(columns(live));
        requireSameColumns(stored(source.columns(source.table("in the backup"))), columns);
        List<String> drops = new ArrayList<>();
        List<String> adds = new ArrayList<>();
        pairs(TRIGGERS, live, 1, drops, adds);
        pairs(FOREIGN_KEYS, live, 8, drops, adds);
        execute(drops);
        statement.execute("TRUNCATE ONLY " + name);
        copy(source, name, columns);
        try {
            execute(adds);
        } catch (SQLException violated) {
            throw new SQLException(
                    "The rows of the backup do not fit to the other tables: " + violated.getMessage()
                            + ". Restore the table beside the existing one",
                    violated.getSQLState(),
                    violated);
        }
        for (String sequence : texts(SEQUENCES, live)) {
            statement.execute(sequence);
        }
        return List.of();
    }

    private static List<Column> stored(List<Column> columns) {
        return columns.stream().filter(column -> !column.isGenerated()).toList();
    }

    private void requireSameColumns(List<Column> dumped, List<Column> existing) throws SQLException {
        TreeSet<String> missing =
                new TreeSet<>(dumped.stream().map(Column::name).toList());
        TreeSet<String> added =
                new TreeSet<>(existing.stream().map(Column::name).toList());
        missing.removeAll(existing.stream().map(Column::name).toList());
        added.removeAll(dumped.stream().map(Column::name).toList());
        if (!missing.isEmpty() || !added.isEmpty()) {
            throw new SQLException("The table " + table.display() + " has other columns than in the backup: "
                    + String.join(", ", missing) + " only in the backup, " + String.join(", ", added)
                    + " only in the database. Restore the table beside the existing one");
        }
    }

    private void copy(PostgresTableRestore source, String name, List<Column> columns)
            throws IOException, SQLException, InterruptedException {
        String names = String.join(", ", columns.stream().map(Column::name).toList());
        String from = "COPY (SELECT " + names + " FROM ONLY " + quoted(table.schema()) + "." + quoted(table.name())
                + ") TO STDOUT";
        PGConnection writing = connection.unwrap(PGConnection.class);
        long rows;
        try (OutputStream sink =
                new PGCopyOutputStream(writing, "COPY " + name + " (" + names + ") FROM STDIN", BUFFER)) {
            rows = PipedTask.write(source.connection, sink, (reading, cancellable, out) -> {
                PGConnection driver = reading.unwrap(PGConnection.class);
                cancellable.accept(driver::cancelQuery);
                return driver.getCopyAPI().copyOut(from, out);
            });
        } catch (IOException failure) {
            if (failure.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw failure;
        }
        if (rows != table.rows()) {
            throw new SQLException("The table " + table.display() + " has " + rows + " rows in the scratch database,"
                    + " and " + table.rows() + " in the manifest. Verify the backup");
        }
    }

    /** Returns the identifier of an ordinary table. */
    private long table(String place) throws SQLException {
        char kind = kind(table.name());
        String problem = switch (kind) {
            case 'r' -> "";
            case 0 -> "does not exist";
            case 'p' -> "is partitioned; restore its partitions one by one";
            default -> "is no ordinary table";
        };
        if (!problem.isEmpty()) {
            throw new SQLException("The table " + table.display() + " " + place + " " + problem);
        }
        return oid(table.name());
    }

    private char kind(String name) throws SQLException {
        try (PreparedStatement query = named(name);
                ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getString(2).charAt(0) : 0;
        }
    }

    private long oid(String name) throws SQLException {
        try (PreparedStatement query = named(name);
                ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private PreparedStatement named(String name) throws SQLException {
        PreparedStatement query = connection.prepareStatement(KIND);
        query.setString(1, table.schema());
        query.setString(2, name);
        return query;
    }

    private PreparedStatement prepared(String query, long oid) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(query);
        prepared.setLong(1, oid);
        return prepared;
    }

    private List<Column> columns(long oid) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = prepared(COLUMNS, oid);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getBoolean(2), rows.getString(3)));
            }
        }
        return columns;
    }

    private List<String> texts(String query, long oid) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement prepared = prepared(query, oid);
                ResultSet rows = prepared.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void pairs(String query, long oid, int column, List<String> first, List<String> second)
            throws SQLException {
        try (PreparedStatement prepared = prepared(query, oid);
                ResultSet rows = prepared.executeQuery()) {
            while (rows.next()) {
                first.add(rows.getString(column));
                second.add(rows.getString(column + 1));
            }
        }
    }

    private void execute(List<String> statements) throws SQLException {
        for (String each : statements) {
            statement.execute(each);
        }
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
