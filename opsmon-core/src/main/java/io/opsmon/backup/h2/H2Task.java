package io.opsmon.backup.h2;

import io.opsmon.backup.HalfRestoredException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcException;
import org.jspecify.annotations.Nullable;

/**
 * What H2 does, on a thread of its own that nobody interrupts: an interrupt would close the file of an embedded database for everybody. It is cancelled instead. The thread that waits exchanges data with it through a pipe. Closed, it has ended.
 *
 * @param <T> the kind of result
 */
final class H2Task<T> implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 50;

    private final FutureTask<T> task;
    private final Thread thread;
    private volatile @Nullable Statement running;
    private volatile boolean failed;

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
        task = new FutureTask<>(inStatement(dataSource, end, work));
        thread = new Thread(task, "opsmon-backup-h2");
        thread.setDaemon(true);
        thread.start();
    }

    private Callable<T> inStatement(DataSource dataSource, Closeable end, Work<T> work) {
        return () -> {
            try (end;
                    Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                running = statement;
                return work.with(statement);
            } catch (SQLException | IOException | RuntimeException | Error failure) {
                failed = true;
                throw failure;
            } finally {
                running = null;
            }
        };
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
            boolean isConsequence = failed;
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
            return task.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof SQLException database) {
                throw database;
            }
            if (cause instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(cause);
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
    public void close() throws SQLException {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(PATIENCE_MILLIS);
                @Nullable Statement statement = running;
                if (statement != null && !task.isDone()) {
                    statement.cancel();
                }
            } catch (InterruptedException later) {
                interrupted = true;
            } catch (SQLException ended) {
                // It was closed meanwhile.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
