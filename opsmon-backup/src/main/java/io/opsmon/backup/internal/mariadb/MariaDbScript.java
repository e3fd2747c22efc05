package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.file.BeginMark;
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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Dumps MariaDB or MySQL without its programs: definitions from {@code SHOW CREATE}, and rows as {@code INSERT}
 * statements of half a megabyte. Large values are written in parts. A row is in memory as a whole.
 */
final class MariaDbScript {

    static final BeginMark BEGINNING = new BeginMark("-- opsmon: a script for MariaDB and MySQL\n");

    private static final int BUFFER = 1 << 16;

    private MariaDbScript() {}

    /** Dumps the snapshot of a connection, without the views that are optional statements. */
    static void dump(Connection connection, OutputStream sink, MariaDbInspection inspection, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        boolean unused = PipedTask.write(connection, sink, (same, cancellable, pipe) -> {
            OutputStream out = new BufferedOutputStream(pipe, BUFFER);
            BEGINNING.writeTo(out);
            try (Statement statement = same.createStatement()) {
                cancellable.accept(statement::cancel);
                new MariaDbDefinitions(statement, new ScriptWriter(out), inspection).write(tables);
            }
            out.flush();
            return true;
        });
    }

    /** Runs the selected statements of a script. */
    static void run(DataSource dataSource, InputStream dump, ScriptSelection selection)
            throws IOException, SQLException, InterruptedException {
        PipedTask.read(dataSource, dump, reading(selection));
    }

    /** Returns the operation that runs the selected statements of a script. */
    static PipedTask.Reading reading(ScriptSelection selection) {
        return (connection, cancellable, script, whole) -> {
            try (MariaDbSession session = MariaDbSession.on(connection);
                    Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                statement.setEscapeProcessing(false);
                run(new ScriptReader(script), statement, selection);
                if (!whole.getAsBoolean()) {
                    throw new EOFException("The dump ended before it was complete");
                }
                session.succeeded();
            }
        };
    }

    private static void run(ScriptReader script, Statement statement, ScriptSelection selection)
            throws SQLException, IOException {
        while (script.next()) {
            @Nullable String sql = selection.statement(script.sql(), script.isOwn());
            if (sql != null) {
                try {
                    statement.execute(sql);
                } catch (SQLException failure) {
                    throw LargeValues.isComplete(sql) ? LargeValues.tooLarge(failure) : failure;
                }
            }
        }
    }
}
