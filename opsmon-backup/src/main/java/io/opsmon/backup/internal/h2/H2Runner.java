package io.opsmon.backup.internal.h2;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.file.EndMark;
import io.opsmon.backup.internal.jdbc.CancellableTask;
import io.opsmon.backup.internal.jdbc.Findings;
import io.opsmon.backup.internal.jdbc.PipedTask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Dumps and restores H2 databases in use. A dump is H2's {@code SCRIPT} of one snapshot, with all kinds of objects,
 * including users with their password hashes. For a database in this process, in memory or in a file, script and
 * restore are streamed. For a remote server, the script is a result set, which the server collects first. Thread-safe.
 *
 * @since 0.1
 */
public final class H2Runner implements BackupRunner {

    private static final String PREFIX = "jdbc:h2:";
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(32);
    static final EndMark END = new EndMark("-- opsmon: end of the script\n");

    /** The synonyms, which SCRIPT omits. */
    static final String SYNONYMS = "SELECT 'CREATE SYNONYM ' || QUOTE_IDENT(SYNONYM_SCHEMA) || '.' ||"
            + " QUOTE_IDENT(SYNONYM_NAME) || ' FOR ' || QUOTE_IDENT(SYNONYM_FOR_SCHEMA) || '.' ||"
            + " QUOTE_IDENT(SYNONYM_FOR) FROM INFORMATION_SCHEMA.SYNONYMS ORDER BY 1";

    /** The default limit for the heap of a scratch database's process. */
    public static final DataSize SCRATCH_MEMORY = DataSize.ofMegabytes(512);

    private final DataSize scratchMemory;

    /** Creates the runner with {@link #SCRATCH_MEMORY}. */
    public H2Runner() {
        this(SCRATCH_MEMORY);
    }

    /**
     * Creates the runner.
     *
     * @param scratchMemory the limit for the heap of a scratch database's process, at least 32 MB
     * @throws IllegalArgumentException if the limit is smaller
     */
    public H2Runner(DataSize scratchMemory) {
        Assert.isTrue(
                scratchMemory.compareTo(LEAST_MEMORY) >= 0,
                () -> "The memory of a scratch database must be at least " + LEAST_MEMORY.toMegabytes() + " MB, is "
                        + scratchMemory.toBytes() + " bytes");
        this.scratchMemory = scratchMemory;
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public boolean supports(BackupDatabase database) {
        return database.url().startsWith(PREFIX);
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return dump(database, BackupPart.EVERYTHING, sink, tables);
    }

    @Override
    public DumpReport dump(BackupDatabase database, BackupPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        List<String> synonyms = new ArrayList<>();
        DumpReport report = PipedTask.write(database.dataSource(), sink, (connection, cancellable, out) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                H2Part selected = selected(statement, part);
                List<BackupFinding> findings = Findings.withoutRefusals(selected.findings(H2Inspection.of(statement)));
                out.write(ScriptSettings.of(statement).written().getBytes(StandardCharsets.UTF_8));
                synonyms.addAll(H2Inspection.texts(statement, SYNONYMS));
                return dump(statement, selected, out, tables, findings);
            }
        });
        for (String synonym : synonyms) {
            sink.write((synonym + ";\n").getBytes(StandardCharsets.UTF_8));
        }
        END.writeTo(sink);
        return report;
    }

    @Override
    public List<BackupFinding> inspect(BackupDatabase database) throws SQLException, InterruptedException {
        return inspect(database, BackupPart.EVERYTHING);
    }

    @Override
    public List<BackupFinding> inspect(BackupDatabase database, BackupPart part)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            return CancellableTask.interruptibly(
                    connection,
                    statement -> Findings.sorted(selected(statement, part).findings(H2Inspection.of(statement))));
        }
    }

    /** A database without administrator or literals is refused by its inspection, and cannot be selected from. */
    private static H2Part selected(Statement statement, BackupPart part) throws SQLException {
        boolean isRefused = !part.isEverything()
                && H2Inspection.of(statement).stream()
                        .anyMatch(each -> H2Inspection.WITHOUT_SCRIPT.contains(each.code()));
        return isRefused ? H2Part.EVERYTHING : H2Part.of(statement, part);
    }

    private static DumpReport dump(
            Statement statement, H2Part part, OutputStream out, TableProgress tables, List<BackupFinding> findings)
            throws SQLException {
        Connection connection = statement.getConnection();
        boolean isEmbedded = isEmbedded(connection);
        String engine = "H2 " + connection.getMetaData().getDatabaseProductVersion();
        OutputStream script =
                part.isSchemaOnly() || part.withoutRows().isEmpty() ? out : new RowsFilter(out, part.withoutRows());
        return H2Contents.inSnapshot(statement, () -> {
            // Read before the script, which ends the transaction.
            DumpReport report = new DumpReport(
                    engine,
                    null,
                    H2Contents.read(statement, part.leftOut(), part.withoutRows(), tables),
                    findings,
                    part.names());
            if (isEmbedded) {
                String file = ScriptFile.opened(script);
                try {
                    statement.execute(part.script() + " TO '" + file + "' CHARSET 'UTF-8'" + part.tables());
                } finally {
                    ScriptFile.forget(file);
                }
            } else {
                copy(statement, part, script);
            }
            return report;
        });
    }

    /**
     * Checks the connection and not the URL: a URL with {@code AUTO_SERVER} may lead to another process, which cannot
     * write to this process's stream.
     */
    private static boolean isEmbedded(Connection connection) throws SQLException {
        return connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal;
    }

    private static void copy(Statement statement, H2Part part, OutputStream out) throws SQLException {
        try (ResultSet script = statement.executeQuery(part.script() + part.tables())) {
            while (script.next()) {
                out.write(script.getString(1).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            out.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        PipedTask.read(database.dataSource(), END.requiredIn(dump), (connection, cancellable, script, whole) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                warnings.addAll(new H2Restore(scope, script, whole).run(statement));
            }
        });
        return new RestoreReport(warnings);
    }

    /** Objects whose code a scratch database does not have cannot be tried there, and can be restored. */
    @Override
    public boolean rehearse(BackupDatabase target, BackupDatabase server, InputStream dump, String name)
            throws IOException, SQLException, InterruptedException {
        try {
            return BackupRunner.super.rehearse(target, server, dump, name);
        } catch (SQLException failure) {
            if (CagedRestore.NOT_HERE.equals(failure.getSQLState())) {
                return false;
            }
            throw failure;
        }
    }

    /** Runs the statements of the table in the target, as a restore does: a cage does not return rows. */
    @Override
    public RestoreReport restoreTable(
            BackupDatabase target, BackupDatabase server, InputStream dump, String name, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        PipedTask.read(target.dataSource(), END.requiredIn(dump), (connection, cancellable, script, whole) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                warnings.addAll(H2TableRestore.run(statement, script, whole, table, name));
            }
        });
        return new RestoreReport(warnings);
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws IOException, InterruptedException {
        return H2Scratch.create(server, scratchMemory);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            return CancellableTask.interruptibly(
                    connection,
                    statement -> H2Contents.inSnapshot(statement, () -> H2Contents.read(statement, tables)));
        }
    }
}
