package io.opsmon.backup.jdbc;

import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.jdbc.CancellableTask.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What a driver does that reads a dump or writes one: on a thread of its own that nobody interrupts, with a pipe between it and the thread that waits, which may be interrupted. Closed, it has ended.
 *
 * <p>For the thread that has made it.
 *
 * @param <T> the kind of result
 * @since 0.1
 */
public final class PipedTask<T> implements AutoCloseable {

    private final CancellableTask<T> task;

    /**
     * What is done.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Does it.
         *
         * @param connection a connection of its own
         * @param cancellable told how to cancel it
         * @return the result
         * @throws SQLException if the database fails
         * @throws IOException if the pipe breaks
         */
        T with(Connection connection, Consumer<Cancellation> cancellable) throws SQLException, IOException;
    }

    /** What is done at the other end of the pipe. */
    @FunctionalInterface
    public interface Exchange {

        /**
         * Does it.
         *
         * @throws IOException if the pipe breaks, or what is at its other side
         */
        void run() throws IOException;
    }

    /**
     * Begins.
     *
     * @param dataSource where the connection is from
     * @param end the work's end of the pipe, closed when it has been done or has failed
     * @param work what is done
     */
    public PipedTask(DataSource dataSource, Closeable end, Work<T> work) {
        task = new CancellableTask<>(cancellable -> {
            try (end;
                    Connection connection = dataSource.getConnection()) {
                return work.with(connection, cancellable);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /**
     * Begins on a connection, which nobody else uses until the end.
     *
     * @param connection the connection; left open
     * @param end the work's end of the pipe, closed when it has been done or has failed
     * @param work what is done
     */
    public PipedTask(Connection connection, Closeable end, Work<T> work) {
        task = new CancellableTask<>(cancellable -> {
            try (end) {
                return work.with(connection, cancellable);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /**
     * Exchanges data and closes this end of the pipe. If that fails because the work has, the work tells the reason; if not, what the work says of its end is a consequence.
     *
     * @param exchange what is done here
     * @param end this end of the pipe
     * @throws IOException if the exchange fails
     * @throws SQLException if the work has failed
     * @throws InterruptedException if the thread was interrupted; nothing runs any more
     */
    public void exchange(Exchange exchange, Closeable end) throws IOException, SQLException, InterruptedException {
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

    /** What was left half done must be known, whatever the reason. */
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

    /**
     * Waits for the end.
     *
     * @return the result
     * @throws IOException if the work failed by its pipe
     * @throws SQLException if the database failed
     * @throws InterruptedException if the waiting thread was interrupted; the work goes on until it is closed
     */
    public T result() throws IOException, SQLException, InterruptedException {
        try {
            return task.result();
        } catch (UncheckedIOException wrapped) {
            throw wrapped.getCause();
        }
    }

    /** Cancels what still runs and waits until it has ended. */
    @Override
    public void close() {
        task.close();
    }
}
