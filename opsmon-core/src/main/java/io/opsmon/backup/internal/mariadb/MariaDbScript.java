package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.file.BeginMark;
import io.opsmon.backup.internal.jdbc.Connections;
import io.opsmon.backup.internal.jdbc.PipedTask;
import io.opsmon.backup.internal.jdbc.ScriptReader;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Dumps MariaDB or MySQL without its programs: definitions from {@code SHOW CREATE}, and rows as {@code INSERT}
 * statements of half a megabyte. A row must fit into a packet of the server, and is in memory as a whole.
 */
final class MariaDbScript {

    static final BeginMark BEGINNING = new BeginMark("-- opsmon: a script for MariaDB and MySQL\n");

    private static final int BUFFER = 1 << 16;

    private MariaDbScript() {}

    /** Dumps the snapshot of the connection's transaction, and changes settings of the session. */
    static void dump(Connection connection, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        boolean unused = PipedTask.write(connection, sink, (same, cancellable, pipe) -> {
            OutputStream out = new BufferedOutputStream(pipe, BUFFER);
            BEGINNING.writeTo(out);
            try (Statement statement = same.createStatement()) {
                cancellable.accept(statement::cancel);
                new MariaDbDefinitions(statement, new ScriptWriter(out)).write(tables);
            }
            out.flush();
            return true;
        });
    }

    /** Runs a script. The function returns the statement to run, or null to omit it. */
    static void run(
            DataSource dataSource, InputStream dump, RestoreScope scope, Function<String, @Nullable String> statements)
            throws IOException, SQLException, InterruptedException {
        PipedTask.read(dataSource, dump, (connection, cancellable, script, whole) -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                statement.setEscapeProcessing(false);
                run(new ScriptReader(script), statement, scope, statements);
            } finally {
                // The session has the settings of the script.
                Connections.cut(connection);
            }
            if (!whole.getAsBoolean()) {
                throw new EOFException("The dump ended before it was complete");
            }
        });
    }

    private static void run(
            ScriptReader script, Statement statement, RestoreScope scope, Function<String, @Nullable String> statements)
            throws SQLException, IOException {
        while (script.next()) {
            @Nullable
            String sql = scope == RestoreScope.INTO_EMPTY || !script.isOwn() ? statements.apply(script.sql()) : null;
            if (sql != null) {
                statement.execute(sql);
            }
        }
    }
}
