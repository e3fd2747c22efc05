package io.opsmon.backup.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC operation on a separate thread that is never interrupted, because drivers ignore interrupts or fail on them.
 * The operation is cancelled instead, for example by {@link Statement#cancel()}. After {@link #close}, the operation
 * has ended.
 *
 * <p>Used only by the thread that created it.
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

    /** Cancels a running operation, from another thread and at any time. */
    @FunctionalInterface
    public interface Cancellation {

        /**
         * Cancels the operation if it is running.
         *
         * @throws SQLException for example, if the operation has ended
         */
        void cancel() throws SQLException;
    }

    /**
     * An operation.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Body<T> {

        /**
         * Runs the operation.
         *
         * @param cancellable receives the way to cancel the operation
         * @return the result
         * @throws SQLException if the database fails
         */
        T run(Consumer<Cancellation> cancellable) throws SQLException;
    }

    /**
     * An operation with one statement.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Runs the operation.
         *
         * @param statement a new statement
         * @return the result
         * @throws SQLException if the database fails
         */
        T with(Statement statement) throws SQLException;
    }

    /**
     * Starts an operation.
     *
     * @param body the operation
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
     * Starts an operation on a connection, which is used exclusively until the end.
     *
     * @param <T> the kind of result
     * @param connection the connection; left open
     * @param work the operation
     * @return the running operation
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
     * Runs an operation to its end, unless this thread is interrupted.
     *
     * @param <T> the kind of result
     * @param connection the connection; left open
     * @param work the operation
     * @return the result
     * @throws SQLException if the database fails
     * @throws InterruptedException if the thread was interrupted; the operation has ended then
     */
    public static <T> T interruptibly(Connection connection, Work<T> work) throws SQLException, InterruptedException {
        try (CancellableTask<T> task = on(connection, work)) {
            return task.result();
        }
    }

    /**
     * Waits for the end of the operation.
     *
     * @return the result
     * @throws SQLException if the database failed
     * @throws InterruptedException if the waiting thread was interrupted; the operation continues until {@link #close}
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
     * Checks whether the operation has failed.
     *
     * @return false while the operation runs
     */
    public boolean hasFailed() {
        return failed;
    }

    /** Cancels a running operation and waits for its end. */
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
                // The operation ended in the meantime.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
