package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.file.EndMark;
import io.opsmon.backup.internal.jdbc.CancellableTask;
import io.opsmon.backup.internal.jdbc.Findings;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolChoice;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.backup.internal.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

    /** The tables with columns of which the server's own programs keep only six digits. */
    private static final String FLOATS =
            "SELECT DISTINCT TABLE_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE ="
                    + " 'float'";

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
    public List<BackupFinding> inspect(BackupDatabase database) throws SQLException, InterruptedException {
        return inspect(database, BackupPart.EVERYTHING);
    }

    @Override
    public List<BackupFinding> inspect(BackupDatabase database, BackupPart part)
            throws SQLException, InterruptedException {
        try (MariaDbSession session = MariaDbSession.open(database.dataSource())) {
            Connection connection = session.connection();
            MariaDbInspection inspection = MariaDbInspection.of(connection, MariaDbPart.of(connection, part));
            List<BackupFinding> findings = new ArrayList<>(inspection.findings());
            try {
                if (tool(database, connection, inspection) == null) {
                    findings.addAll(ofDriver(connection, inspection.part()));
                }
            } catch (IOException unusable) {
                findings.add(Findings.programUnusable("mariadb-dump", String.valueOf(unusable.getMessage())));
            }
            session.succeeded();
            return Findings.sorted(findings);
        }
    }

    private static List<BackupFinding> ofDriver(Connection connection, MariaDbPart part) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return MariaDbInspection.ofDriver(MariaDbDefinitions.unsupported(statement, part));
        }
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return dump(database, BackupPart.EVERYTHING, sink, tables);
    }

    @Override
    public DumpReport dump(BackupDatabase database, BackupPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        try (MariaDbSession session = MariaDbSession.open(database.dataSource());
                TableLock lock = new TableLock(database.dataSource())) {
            Connection reading = session.connection();
            MariaDbInspection inspection = MariaDbInspection.of(reading, MariaDbPart.of(reading, part));
            Findings.withoutRefusals(inspection.findings());
            @Nullable Tool tool = tool(database, reading, inspection);
            if (tool == null) {
                Findings.withoutRefusals(ofDriver(reading, inspection.part()));
            }
            String engine = engine(reading);
            lock.take(inspection.part());
            session.beginSnapshot();
            inspection.optional().writeTo(sink);
            DumpReport report;
            if (tool == null) {
                lock.releaseIfTransactional();
                report = byDriver(reading, engine, inspection, sink, tables);
            } else {
                report = byProgram(tool, database, reading, engine, inspection, sink, lock, tables);
            }
            session.succeeded();
            return report;
        }
    }

    private @Nullable Tool tool(BackupDatabase database, Connection connection, MariaDbInspection inspection)
            throws IOException, SQLException, InterruptedException {
        MariaDbPart part = inspection.part();
        boolean wouldRound = method == DumpMethod.AUTO
                && MariaDbContents.names(connection, FLOATS).stream().anyMatch(part::containsRows);
        return wouldRound
                ? null
                : ToolChoice.of(method, database, () -> {
                    Tool found = tools.dumper(connection);
                    if (inspection.hasHistory() && !MariaDbTools.dumpsHistory(found)) {
                        throw new ToolException(
                                "\"" + found.path() + "\" cannot dump the history of rows. Install the client"
                                        + " programs of MariaDB 10.11 or newer");
                    }
                    if (part.needsMariaDb() && !found.version().contains("MariaDB")) {
                        throw new ToolException("\"" + found.path() + "\" cannot leave out the rows of tables. Set"
                                + " opsmon.backup.dump-method to auto or jdbc");
                    }
                    ToolProcess.requireEncodable(part.options(connection.getCatalog()));
                    return found;
                });
    }

    private static DumpReport byDriver(
            Connection connection, String engine, MariaDbInspection inspection, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        List<TableContent> contents = CancellableTask.interruptibly(
                connection, statement -> MariaDbContents.of(statement, inspection.part(), TableProgress.NONE));
        MariaDbScript.dump(connection, sink, inspection, tables);
        END.writeTo(sink);
        return inspection.report(engine, null, contents);
    }

    private static DumpReport byProgram(
            Tool tool,
            BackupDatabase database,
            Connection connection,
            String engine,
            MariaDbInspection inspection,
            OutputStream sink,
            TableLock lock,
            TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        String catalog = connection.getCatalog();
        // Runs during the dump, because the program has its own connection.
        try (CancellableTask<List<TableContent>> contents =
                CancellableTask.on(connection, statement -> MariaDbContents.of(statement, inspection.part(), tables))) {
            MariaDbTools.dump(tool, database, catalog, inspection, sink, lock);
            DumpReport report = inspection.report(engine, tool.version(), contents.result());
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
        Definers definers;
        try (MariaDbSession session = MariaDbSession.open(database.dataSource())) {
            definers = Definers.of(session.connection());
            session.succeeded();
        }
        List<String> warnings =
                new ArrayList<>(restore(database, dump, scope, ScriptSelection.forTarget(scope, definers)));
        warnings.addAll(definers.warnings());
        return new RestoreReport(warnings);
    }

    /** Restores the selected statements of a dump, and returns the optional statements that failed. */
    List<String> restore(BackupDatabase database, InputStream dump, RestoreScope scope, ScriptSelection selection)
            throws IOException, SQLException, InterruptedException {
        OptionalStatements.Split split = OptionalStatements.split(dump);
        PushbackInputStream whole = MariaDbScript.BEGINNING.lookingAt(split.dump());
        boolean isScript = MariaDbScript.BEGINNING.isAtBeginningOf(whole);
        if (!isScript) {
            ToolChoice.requireSettings(database);
        }
        try (MariaDbSession session = MariaDbSession.open(database.dataSource())) {
            Connection connection = session.connection();
            MariaDbRestore.Execution execution = isScript
                    ? script -> MariaDbScript.run(database.dataSource(), script, selection)
                    : tools.client(database, connection, selection);
            new MariaDbRestore(connection, scope, execution).run(END.requiredIn(whole));
            List<String> failed = split.optional().run(connection, selection::optional);
            session.succeeded();
            return failed;
        }
    }

    /** Uses the user of the target, with whose rights the statements will run, if this user may create databases. */
    @Override
    public boolean rehearse(BackupDatabase target, BackupDatabase server, InputStream dump, String name)
            throws IOException, SQLException, InterruptedException {
        try (MariaDbSession session = MariaDbSession.open(target.dataSource());
                Statement statement = session.connection().createStatement()) {
            String database = MariaDbContents.quoted(name);
            try {
                statement.execute("DROP DATABASE IF EXISTS " + database);
                statement.execute("CREATE DATABASE " + database);
            } catch (SQLException denied) {
                session.succeeded();
                return BackupRunner.super.rehearse(target, server, dump, name);
            }
            try {
                Definers definers = Definers.of(session.connection());
                restore(
                        MariaDbScratch.inDatabase(target, name),
                        dump,
                        RestoreScope.INTO_EMPTY,
                        ScriptSelection.forRehearsal(definers));
            } finally {
                statement.execute("DROP DATABASE IF EXISTS " + database);
            }
            session.succeeded();
            return true;
        }
    }

    @Override
    public RestoreReport restoreTable(
            BackupDatabase target, BackupDatabase server, InputStream dump, String name, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        try (MariaDbScratch scratch = MariaDbScratch.create(this, server, name)) {
            var unused = scratch.restore(dump);
            return new RestoreReport(new MariaDbTableRestore(target, table, name).run(scratch.database()));
        }
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException {
        return MariaDbScratch.create(this, server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        try (MariaDbSession session = MariaDbSession.open(database.dataSource())) {
            session.beginSnapshot();
            List<TableContent> contents = CancellableTask.interruptibly(
                    session.connection(), statement -> MariaDbContents.of(statement, tables));
            session.succeeded();
            return contents;
        }
    }
}
