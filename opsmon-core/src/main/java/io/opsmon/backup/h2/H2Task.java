package io.opsmon.backup.h2;

import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.jdbc.StatementTask;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcException;

/**
 * What H2 does, on a thread of its own that nobody interrupts: an interrupt would close the file of an embedded database for everybody. It is cancelled instead. The thread that waits exchanges data with it through a pipe. Closed, it has ended.
 *
 * @param <T> the kind of result
 */
final class H2Task<T> implements AutoCloseable {

    private final StatementTask<T> task;

    /** What is done with a statement. */
    @FunctionalInterface
    interface Work<T> {
        T with(Statement statement) throws SQLException, IOException;
    }

    /** What is done at the other end of the pipe. */
    @FunctionalInterface
    interface Exchange {
        void run() throws IOException;
    }

    /** Begins. H2's end of the pipe is closed when it has done its work, or failed. */
    H2Task(DataSource dataSource, Closeable end, Work<T> work) {
        task = new StatementTask<>(cancellable -> {
            try (end;
                    Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                cancellable.accept(statement);
                return work.with(statement);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** Exchanges data and closes our end of the pipe. If that fails because H2 has, H2 tells the reason; if not, what H2 says of the end is a consequence. */
    void exchange(Exchange exchange, Closeable end) throws IOException, SQLException, InterruptedException {
        try {
            exchange.run();
            end.close();
        } catch (IOException failure) {
            boolean isInterrupted = Thread.interrupted()
                    || failure instanceof InterruptedIOException
                    || failure instanceof ClosedByInterruptException;
            boolean isConsequence = task.hasFailed();
            end.close();
            close();
            throwIf(isConsequence, failure);
            if (isInterrupted) {
                throw new InterruptedException(failure.getMessage());
            }
            throw failure;
        }
    }

    /** What H2 has left half done must be known, whatever the reason. */
    private void throwIf(boolean isReason, IOException failure) throws IOException, SQLException, InterruptedException {
        try {
            result();
        } catch (HalfRestoredException half) {
            half.addSuppressed(failure);
            throw half;
        } catch (SQLException | IOException | RuntimeException other) {
            if (isReason) {
                throw other;
            }
        }
    }

    T result() throws IOException, SQLException, InterruptedException {
        try {
            return task.result();
        } catch (UncheckedIOException wrapped) {
            throw wrapped.getCause();
        }
    }

    /** H2 quotes the statement that failed, with all the data in it. */
    static SQLException withoutData(SQLException failure) {
        return failure instanceof JdbcException h2
                ? new SQLException(h2.getOriginalMessage(), failure.getSQLState(), failure.getErrorCode())
                : failure;
    }

    /** Cancels what still runs and waits until it has ended. */
    @Override
    public void close() {
        task.close();
    }
}
