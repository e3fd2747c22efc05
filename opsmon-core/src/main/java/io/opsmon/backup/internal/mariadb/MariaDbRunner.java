package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.file.EndMark;
import io.opsmon.backup.internal.jdbc.CancellableTask;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Dumps and restores one database of MariaDB or MySQL. The runner uses the server's own programs. It uses the driver if
 * the programs are missing, or if there are columns of type {@code FLOAT}, whose digits the programs round.
 * Thread-safe.
 *
 * <p>The snapshot of a dump cannot be shared. The program and the connection that computes the content hashes must see
 * the same data. Therefore a read lock on all tables is held until both transactions have begun, and writers wait for a
 * fraction of a second. Tables without transactions stay locked until the end of the dump.
 *
 * @since 0.1
 */
public final class MariaDbRunner implements BackupRunner {

    private static final EndMark END = new EndMark("-- opsmon: end of the script\n");

    /** Columns of which the server's own programs keep only six digits. */
    private static final String FLOATS =
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE ="
                    + " 'float' LIMIT 1";

    private final DumpMethod method;
    private final MariaDbTools tools;

    /**
     * Creates the runner.
     *
     * @param method the method of dumps
     * @param tools the directory of {@code mariadb-dump} and {@code mariadb}, or {@code mysqldump} and {@code mysql};
     *     null for the {@code PATH}
     */
    public MariaDbRunner(DumpMethod method, @Nullable Path tools) {
        this.method = method;
        this.tools = new MariaDbTools(tools);
    }

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public boolean supports(BackupDatabase database) {
        return MariaDbAddress.matches(database.url());
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        try (Connection reading = database.dataSource().getConnection();
                TableLock lock = new TableLock(database.dataSource())) {
            @Nullable Tool tool = tool(database, reading);
            String engine = engine(reading);
            lock.take();
            Snapshot snapshot = new Snapshot(reading);
            boolean isUnchanged = false;
            try {
                snapshot.begin();
                DumpReport report;
                if (tool == null) {
                    lock.releaseIfTransactional();
                    report = byDriver(reading, engine, sink, tables);
                } else {
                    report = byProgram(tool, database, reading, engine, sink, lock, tables);
                    isUnchanged = true;
                }
                return report;
            } finally {
                snapshot.end(isUnchanged);
            }
        }
    }

    private @Nullable Tool tool(BackupDatabase database, Connection connection)
            throws IOException, SQLException, InterruptedException {
        boolean wouldRound = method == DumpMethod.AUTO
                && !MariaDbContents.names(connection, FLOATS).isEmpty();
        return wouldRound ? null : ToolChoice.of(method, database, () -> tools.dumper(connection));
    }

    private static DumpReport byDriver(Connection connection, String engine, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        List<TableContent> contents = CancellableTask.interruptibly(
                connection, statement -> MariaDbContents.of(statement, TableProgress.NONE));
        // Runs after the hashes are computed, because the script changes the session.
        MariaDbScript.dump(connection, sink, tables);
        END.writeTo(sink);
        return new DumpReport(engine, null, contents);
    }

    private static DumpReport byProgram(
            Tool tool,
            BackupDatabase database,
            Connection connection,
            String engine,
            OutputStream sink,
            TableLock lock,
            TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        String catalog = connection.getCatalog();
        // Runs during the dump, because the program has its own connection.
        try (CancellableTask<List<TableContent>> contents =
                CancellableTask.on(connection, statement -> MariaDbContents.of(statement, tables))) {
            MariaDbTools.dump(tool, database, catalog, sink, lock);
            DumpReport report = new DumpReport(engine, tool.version(), contents.result());
            END.writeTo(sink);
            return report;
        }
    }

    private static String engine(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        String version = connection.getMetaData().getDatabaseProductVersion();
        return (isMariaDb(connection) ? "MariaDB" : product) + " " + version;
    }

    static boolean isMariaDb(Connection connection) throws SQLException {
        return (connection.getMetaData().getDatabaseProductName()
                        + connection.getMetaData().getDatabaseProductVersion())
                .contains("MariaDB");
    }

    @Override
    public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        restore(
                database,
                dump,
                scope,
                scope == RestoreScope.REPLACE ? OwnTablesFilter::new : script -> script,
                statement -> statement);
        return RestoreReport.COMPLETE;
    }

    /** Restores a dump into a scratch database. */
    void restore(BackupDatabase database, InputStream dump, ScratchScript scratch)
            throws IOException, SQLException, InterruptedException {
        restore(database, dump, RestoreScope.INTO_EMPTY, scratch::filter, scratch::statement);
    }

    private void restore(
            BackupDatabase database,
            InputStream dump,
            RestoreScope scope,
            UnaryOperator<OutputStream> filter,
            Function<String, @Nullable String> statements)
            throws IOException, SQLException, InterruptedException {
        PushbackInputStream whole = MariaDbScript.BEGINNING.lookingAt(dump);
        boolean isScript = MariaDbScript.BEGINNING.isAtBeginningOf(whole);
        if (!isScript) {
            ToolChoice.requireSettings(database);
        }
        try (Connection connection = database.dataSource().getConnection()) {
            MariaDbRestore.Execution execution = isScript
                    ? script -> MariaDbScript.run(database.dataSource(), script, scope, statements)
                    : tools.client(database, connection, filter);
            new MariaDbRestore(connection, scope, execution).run(END.requiredIn(whole));
        }
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException {
        return MariaDbScratch.create(this, server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            Snapshot snapshot = new Snapshot(connection);
            boolean done = false;
            try {
                snapshot.begin();
                List<TableContent> contents =
                        CancellableTask.interruptibly(connection, statement -> MariaDbContents.of(statement, tables));
                done = true;
                return contents;
            } finally {
                snapshot.end(done);
            }
        }
    }
}
