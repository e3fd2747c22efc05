package io.opsmon.backup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a driver does, on a thread of its own that nobody interrupts: drivers do not heed an interrupt, or break by it.
 * It is cancelled instead, see {@link Statement#cancel()}. Closed, it has ended.
 *
 * <p>For the thread that has made it.
 *
 * @param <T> the kind of result
 * @since 0.1
 */
public final class CancellableTask<T> implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 50;

    private final FutureTask<T> task;
    private final Thread thread;
    private volatile @Nullable Cancellation cancellation;
    private volatile boolean failed;

    /** A way to cancel what runs, from another thread and at any time. */
    @FunctionalInterface
    public interface Cancellation {

        /**
         * Cancels it, if it runs.
         *
         * @throws SQLException if it has ended, for example
         */
        void cancel() throws SQLException;
    }

    /**
     * What is done.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Body<T> {

        /**
         * Does it.
         *
         * @param cancellable told how to cancel what runs
         * @return the result
         * @throws SQLException if the database fails
         */
        T run(Consumer<Cancellation> cancellable) throws SQLException;
    }

    /**
     * What is done with one statement.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Does it.
         *
         * @param statement a new one
         * @return the result
         * @throws SQLException if the database fails
         */
        T with(Statement statement) throws SQLException;
    }

    /**
     * Begins.
     *
     * @param body what is done
     */
    public CancellableTask(Body<T> body) {
        task = new FutureTask<>(() -> run(body));
        thread = new Thread(task, "opsmon-backup-jdbc");
        thread.setDaemon(true);
        thread.start();
    }

    private T run(Body<T> body) throws SQLException {
        boolean done = false;
        try {
            T result = body.run(how -> cancellation = how);
            done = true;
            return result;
        } finally {
            failed = !done;
            cancellation = null;
        }
    }

    /**
     * Begins with a connection that nobody else uses until the end.
     *
     * @param <T> the kind of result
     * @param connection the connection; left open
     * @param work what is done
     * @return the work, in progress
     */
    public static <T> CancellableTask<T> on(Connection connection, Work<T> work) {
        return new CancellableTask<>(cancellable -> {
            try (Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                return work.with(statement);
            }
        });
    }

    /**
     * Does all of it, unless this thread is interrupted.
     *
     * @param <T> the kind of result
     * @param connection the connection; left open
     * @param work what is done
     * @return the result
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted; nothing runs any more
     */
    public static <T> T interruptibly(Connection connection, Work<T> work) throws SQLException, InterruptedException {
        try (CancellableTask<T> task = on(connection, work)) {
            return task.result();
        }
    }

    /**
     * Waits for the end.
     *
     * @return the result
     * @throws SQLException if the database failed
     * @throws InterruptedException if the waiting thread was interrupted; the work goes on until it is closed
     */
    public T result() throws SQLException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof SQLException database) {
                throw database;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(cause);
        }
    }

    /**
     * Whether it has failed.
     *
     * @return false while it runs
     */
    public boolean hasFailed() {
        return failed;
    }

    /** Cancels what still runs and waits until it has ended. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(PATIENCE_MILLIS);
                @Nullable Cancellation known = cancellation;
                if (known != null && !task.isDone()) {
                    known.cancel();
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
