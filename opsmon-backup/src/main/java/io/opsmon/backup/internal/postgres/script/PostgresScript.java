package io.opsmon.backup.internal.postgres.script;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.file.BeginMark;
import io.opsmon.backup.internal.file.EndMark;
import io.opsmon.backup.internal.jdbc.PipedTask;
import io.opsmon.backup.internal.jdbc.ScriptReader;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import io.opsmon.backup.internal.postgres.restore.PostgresRestore;
import io.opsmon.backup.internal.postgres.restore.RestorePlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Dumps a PostgreSQL database without its programs, in one snapshot, and restores such a dump in one transaction. The
 * dump is a script that {@code psql} can run, too. Thread-safe.
 *
 * <p>Definitions are read from the system catalog, mostly by PostgreSQL's own functions. Tools for many kinds of
 * databases do not support functions, triggers, partitions, policies and types of PostgreSQL. Supported are schemas,
 * extensions, collations, enumerations, domains, composite types, functions and procedures, and sequences. Also
 * supported are tables with all constraints, partitions and inheritance, indexes, statistics, views and materialized
 * views, rules, triggers, policies, comments and privileges. Owners are not dumped, because all objects belong to the
 * user who restores. After a restore, inherited columns are also the child's own columns. Other objects, for example
 * large objects or operators, fail the dump with their names.
 *
 * @since 0.1
 */
public final class PostgresScript {

    /** The first line of such a dump. */
    public static final BeginMark BEGINNING = new BeginMark("-- opsmon: a script for PostgreSQL\n");

    private static final EndMark END = new EndMark("-- opsmon: end of the script\n");
    private static final int BUFFER = 1 << 16;

    /** Settings that give each value one text, readable by each version. */
    private static final List<String> FORMATS = List.of(
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL extra_float_digits = 3",
            "SET LOCAL bytea_output = 'hex'",
            "SET LOCAL row_security = off");

    /** The settings for running a script, within its transaction. */
    private static final List<String> RUNNING = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL statement_timeout = 0",
            "SET LOCAL client_min_messages = warning",
            "SET LOCAL check_function_bodies = off",
            "SET LOCAL xmloption = content",
            "SET LOCAL default_table_access_method = heap",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL row_security = off");

    private PostgresScript() {}

    /**
     * Returns the objects of a database that a script does not support.
     *
     * @param connection the connection, in a transaction, whose search path changes
     * @return the names of the objects; empty if {@link #dump} supports all of them
     * @throws SQLException if the database fails
     */
    public static List<String> unsupported(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return Catalogue.unsupported(statement);
        }
    }

    /**
     * Dumps a database.
     *
     * @param connection the connection, in a transaction with one snapshot; used exclusively during the dump
     * @param part the objects that the dump leaves out
     * @param sink the stream that receives the dump; left open
     * @param tables receives the number of finished tables
     * @throws IOException if the sink fails
     * @throws SQLException if the database fails, or has objects that a script does not support
     * @throws InterruptedException if the thread was interrupted
     */
    public static void dump(Connection connection, ScriptPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        boolean unused = PipedTask.write(connection, sink, (same, cancellable, out) -> {
            cancellable.accept(same.unwrap(PGConnection.class)::cancelQuery);
            write(same, part, out, tables);
            return true;
        });
    }

    private static void write(Connection connection, ScriptPart part, OutputStream pipe, TableProgress tables)
            throws SQLException, IOException {
        OutputStream out = new BufferedOutputStream(pipe, BUFFER);
        BEGINNING.writeTo(out);
        ScriptWriter script = new ScriptWriter(out);
        script.statement("BEGIN", false);
        for (String setting : RUNNING) {
            script.statement(setting, false);
        }
        List<Definition> definitions;
        try (Statement statement = connection.createStatement()) {
            for (String format : FORMATS) {
                statement.execute(format);
            }
            for (String lock : Catalogue.texts(statement, part.in(Catalogue.LOCKS))) {
                statement.execute(lock);
            }
            definitions = Catalogue.read(statement, part);
        }
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        int all = (int) definitions.stream()
                .filter(each -> each.kind() == ObjectType.ROWS)
                .count();
        int done = 0;
        for (Definition each : definitions) {
            tables.at(done, all);
            if (each.kind() == ObjectType.ROWS) {
                String copy = each.statement();
                copies.copyOut(
                        copy.substring(0, copy.length() - "FROM stdin".length()) + "TO stdout",
                        script.rows(copy, each.isOwn()));
                script.endRows();
                done++;
            } else {
                script.statement(each.statement(), each.isOwn());
            }
        }
        script.statement("COMMIT", false);
        END.writeTo(out);
        out.flush();
    }

    /**
     * Restores a dump in one transaction.
     *
     * @param dataSource the database
     * @param dump the dump, read to its end
     * @param plan the rules
     * @return the warnings, as text for display
     * @throws IOException if the dump cannot be read; nothing has changed then
     * @throws SQLException if the database fails, or contains objects that prevent the restore; nothing has changed
     *     then
     * @throws InterruptedException if the thread was interrupted; nothing has changed then
     */
    public static List<String> restore(DataSource dataSource, InputStream dump, RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        return PostgresRestore.run(dataSource, END.requiredIn(dump)::transferTo, ScriptReader::new, plan);
    }
}
