package io.opsmon.backup.internal.jdbc;

import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.internal.jdbc.CancellableTask.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A JDBC operation that reads or writes a dump. The operation runs on a separate thread that is never interrupted. A
 * pipe connects it with the waiting thread, which may be interrupted. The operation has always ended before a method
 * returns.
 *
 * @since 0.1
 */
public final class PipedTask {

    private static final int PIPE = 1 << 18;

    private PipedTask() {}

    /**
     * An operation that writes a dump.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Writing<T> {

        /**
         * Writes the dump.
         *
         * @param connection the connection
         * @param cancellable receives the way to cancel the operation
         * @param out the stream that receives the dump
         * @return the result
         * @throws SQLException if the database fails
         * @throws IOException if the pipe breaks
         */
        T write(Connection connection, Consumer<Cancellation> cancellable, OutputStream out)
                throws SQLException, IOException;
    }

    /** An operation that reads a dump. */
    @FunctionalInterface
    public interface Reading {

        /**
         * Reads the dump.
         *
         * @param connection the connection
         * @param cancellable receives the way to cancel the operation
         * @param in the dump
         * @param whole whether the dump was read to its end without an error; valid at the end of {@code in}
         * @throws SQLException if the database fails
         * @throws IOException if the pipe breaks
         */
        void read(Connection connection, Consumer<Cancellation> cancellable, InputStream in, BooleanSupplier whole)
                throws SQLException, IOException;
    }

    /** The JDBC side of the pipe. */
    private interface Work<T> {
        T run(Consumer<Cancellation> cancellable) throws SQLException, IOException;
    }

    /** The waiting thread's side of the pipe. */
    private interface Exchange {
        void run() throws IOException, InterruptedException;
    }

    /** Writes a dump to the pipe. */
    @FunctionalInterface
    public interface Source {

        /**
         * Writes the whole dump.
         *
         * @param out the pipe; left open
         * @throws IOException if the dump cannot be read, or the pipe breaks
         * @throws InterruptedException if the thread was interrupted
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * Writes a dump, with a new connection.
     *
     * @param <T> the kind of result
     * @param dataSource the source of the connection
     * @param sink the stream that receives the dump; left open
     * @param writing the operation
     * @return the result
     * @throws IOException if the sink fails
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted
     */
    public static <T> T write(DataSource dataSource, OutputStream sink, Writing<T> writing)
            throws IOException, SQLException, InterruptedException {
        return write(sink, (out, cancellable) -> {
            try (Connection connection = dataSource.getConnection()) {
                return writing.write(connection, cancellable, out);
            }
        });
    }

    /**
     * Writes a dump on a connection, which is used exclusively until the end.
     *
     * @param <T> the kind of result
     * @param connection the connection; left open
     * @param sink the stream that receives the dump; left open
     * @param writing the operation
     * @return the result
     * @throws IOException if the sink fails
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted
     */
    public static <T> T write(Connection connection, OutputStream sink, Writing<T> writing)
            throws IOException, SQLException, InterruptedException {
        return write(sink, (out, cancellable) -> writing.write(connection, cancellable, out));
    }

    private interface Dumping<T> {
        T run(OutputStream out, Consumer<Cancellation> cancellable) throws SQLException, IOException;
    }

    private static <T> T write(OutputStream sink, Dumping<T> dumping)
            throws IOException, SQLException, InterruptedException {
        BytePipe pipe = new BytePipe(PIPE);
        OutputStream out = pipe.output();
        try (InputStream in = pipe.input()) {
            try (CancellableTask<T> task = begin(out, cancellable -> dumping.run(out, cancellable))) {
                exchange(task, () -> in.transferTo(sink), in);
                return result(task);
            }
        }
    }

    /**
     * Reads a dump, with a new connection.
     *
     * @param dataSource the source of the connection
     * @param dump the dump, read to its end
     * @param reading the operation
     * @throws IOException if the dump cannot be read
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted
     */
    public static void read(DataSource dataSource, InputStream dump, Reading reading)
            throws IOException, SQLException, InterruptedException {
        read(dataSource, dump::transferTo, reading);
    }

    /**
     * Reads a dump that is written to the pipe, with a new connection.
     *
     * @param dataSource the source of the connection
     * @param dump writes the dump
     * @param reading the operation
     * @throws IOException if the dump cannot be read
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted
     */
    public static void read(DataSource dataSource, Source dump, Reading reading)
            throws IOException, SQLException, InterruptedException {
        AtomicBoolean whole = new AtomicBoolean();
        BytePipe pipe = new BytePipe(PIPE);
        InputStream in = pipe.input();
        try (OutputStream out = pipe.output();
                CancellableTask<Boolean> task = begin(in, cancellable -> {
                    try (Connection connection = dataSource.getConnection()) {
                        reading.read(connection, cancellable, in, whole::get);
                        return true;
                    }
                })) {
            exchange(
                    task,
                    () -> {
                        dump.writeTo(out);
                        whole.set(true);
                    },
                    out);
            result(task);
        }
    }

    /** Starts the operation, and closes its end of the pipe when it has ended. */
    private static <T> CancellableTask<T> begin(Closeable end, Work<T> work) {
        return new CancellableTask<>(cancellable -> {
            try (end) {
                return work.run(cancellable);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /**
     * Transfers data and closes this end of the pipe. If the transfer fails because the operation failed, the
     * operation's exception is thrown. Otherwise the operation's exception is a consequence of the transfer's failure.
     */
    private static void exchange(CancellableTask<?> task, Exchange exchange, Closeable end)
            throws IOException, SQLException, InterruptedException {
        try {
            exchange.run();
            end.close();
        } catch (InterruptedException interrupted) {
            end.close();
            task.close();
            throw interrupted;
        } catch (RuntimeException | Error failure) {
            // The operation waits for the pipe, and would never end.
            end.close();
            throw failure;
        } catch (IOException failure) {
            boolean isInterrupted = Thread.interrupted()
                    || failure instanceof InterruptedIOException
                    || failure instanceof ClosedByInterruptException;
            // The operation closes the pipe shortly before its exception is known.
            boolean isConsequence = task.hasFailed() || failure instanceof BytePipe.InputClosedException;
            end.close();
            task.close();
            throwIf(isConsequence, task, failure);
            if (isInterrupted) {
                throw new InterruptedException(failure.getMessage());
            }
            throw failure;
        }
    }

    /** Throws the operation's exception if it is the reason. A {@link HalfRestoredException} is always thrown. */
    private static void throwIf(boolean isReason, CancellableTask<?> task, IOException failure)
            throws IOException, SQLException, InterruptedException {
        try {
            result(task);
        } catch (HalfRestoredException half) {
            half.addSuppressed(failure);
            throw half;
        } catch (SQLException | IOException | RuntimeException other) {
            if (isReason) {
                throw other;
            }
        }
    }

    private static <T> T result(CancellableTask<T> task) throws IOException, SQLException, InterruptedException {
        try {
            return task.result();
        } catch (UncheckedIOException wrapped) {
            throw wrapped.getCause();
        }
    }
}
