package io.opsmon.backup.h2;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.file.EndMark;
import io.opsmon.backup.jdbc.CancellableTask;
import io.opsmon.backup.jdbc.PipedTask;
import io.opsmon.backup.jdbc.TableReader;
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

/**
 * An H2 while it is in use: its own {@code SCRIPT} of one snapshot, which has all kinds of objects, users with the hashes of their passwords too. In this process, in memory or in a file, script and restore are streamed. Behind a server the script comes as the rows of a result, which the server collects first. Thread-safe.
 *
 * @since 0.1
 */
public final class H2Runner implements BackupRunner {

    private static final String PREFIX = "jdbc:h2:";
    private static final EndMark END = new EndMark("-- opsmon: end of the script\n");

    /** The level "snapshot"; "repeatable read" is none of the whole database. */
    private static final int SNAPSHOT = 6;

    static final String TABLES = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE STORAGE_TYPE IN ('CACHED', 'MEMORY') AND TABLE_TYPE = 'BASE TABLE'"
            + " AND TABLE_SCHEMA <> 'INFORMATION_SCHEMA' ORDER BY 1, 2";

    /** Makes the runner. */
    public H2Runner() {}

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
        DumpReport report = PipedTask.write(database.dataSource(), sink, (connection, cancellable, out) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                return dump(statement, out, tables);
            }
        });
        END.writeTo(sink);
        return report;
    }

    private static DumpReport dump(Statement statement, OutputStream out, TableProgress tables) throws SQLException {
        Connection connection = statement.getConnection();
        boolean isEmbedded = isEmbedded(connection);
        String engine = "H2 " + connection.getMetaData().getDatabaseProductVersion();
        return inSnapshot(statement, () -> {
            // Before the script, which ends the transaction when it has been written.
            DumpReport report = new DumpReport(engine, null, contents(statement, tables));
            if (isEmbedded) {
                String file = ScriptFile.opened(out);
                try {
                    statement.execute("SCRIPT TO '" + file + "' CHARSET 'UTF-8'");
                } finally {
                    ScriptFile.forget(file);
                }
            } else {
                copy(statement, out);
            }
            return report;
        });
    }

    /** Found out of the connection: a URL with {@code AUTO_SERVER} may lead to another process, whose files are not ours. */
    private static boolean isEmbedded(Connection connection) throws SQLException {
        return connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal;
    }

    private static void copy(Statement statement, OutputStream out) throws SQLException {
        try (ResultSet script = statement.executeQuery("SCRIPT")) {
            while (script.next()) {
                out.write(script.getString(1).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            out.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private interface Reading<T> {
        T run() throws SQLException;
    }

    /** Rows come as they are read, not as a result that has them all. */
    private static <T> T inSnapshot(Statement statement, Reading<T> reading) throws SQLException {
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

    private static List<TableContent> contents(Statement statement, TableProgress progress) throws SQLException {
        List<TableContent> names = new ArrayList<>();
        try (ResultSet tables = statement.executeQuery(TABLES)) {
            while (tables.next()) {
                names.add(new TableContent(tables.getString(1), tables.getString(2), 0, null));
            }
        }
        TableReader reader = new TableReader();
        List<TableContent> contents = new ArrayList<>();
        for (TableContent table : names) {
            progress.at(contents.size(), names.size());
            String quoted = statement.enquoteIdentifier(table.schema(), true) + "."
                    + statement.enquoteIdentifier(table.name(), true);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + quoted)) {
                contents.add(reader.read(table.schema(), table.name(), rows));
            }
        }
        progress.at(names.size(), names.size());
        return contents;
    }

    @Override
    public void restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        PipedTask.read(database.dataSource(), END.requiredIn(dump), (connection, cancellable, script, whole) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                new H2Restore(scope, script, whole).run(statement);
            }
        });
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException, IOException {
        return H2Scratch.create(server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            return CancellableTask.interruptibly(
                    connection, statement -> inSnapshot(statement, () -> contents(statement, tables)));
        }
    }
}
