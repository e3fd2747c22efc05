package io.opsmon.internal.jdbc;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Remembers the transaction manager's object of each transaction, next to the synchronizations of the transaction.
 *
 * <p>Spring binds a connection to the thread as long as its transaction exists, even while a transaction of another
 * manager runs inside. The bound connection alone therefore does not tell which transaction ends first. Spring suspends
 * and resumes synchronizations together with their transaction, so the remembered object belongs to the innermost
 * transaction. Confined to the thread of the transaction.
 *
 * @since 0.1
 */
public final class TransactionOrigin implements TransactionSynchronization {

    private final Object transaction;

    private TransactionOrigin(Object transaction) {
        this.transaction = transaction;
    }

    /**
     * Creates a listener for a transaction manager. Transactions of managers without this listener have an unknown
     * origin.
     *
     * @return the listener, which is stateless
     */
    public static TransactionExecutionListener listener() {
        return new Listener();
    }

    /**
     * Returns whether the innermost transaction of the calling thread may use the connection that is bound for a
     * DataSource.
     *
     * @param dataSource the DataSource
     * @return false if the transaction certainly belongs to another resource; true if the transaction uses the
     *     connection, is a JTA transaction, or has an unknown origin
     */
    public static boolean mayUse(DataSource dataSource) {
        @Nullable TransactionOrigin origin = current();
        if (origin == null) {
            return true;
        }
        if (origin.transaction instanceof JdbcTransactionObjectSupport jdbc) {
            return jdbc.hasConnectionHolder()
                    && jdbc.getConnectionHolder() == TransactionSynchronizationManager.getResource(dataSource);
        }
        // A JTA transaction includes every XA connection of the thread.
        return origin.transaction.getClass().getName().startsWith("org.springframework.transaction.jta.");
    }

    private static @Nullable TransactionOrigin current() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return null;
        }
        for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
            if (each instanceof TransactionOrigin origin) {
                return origin;
            }
        }
        return null;
    }

    private static final class Listener implements TransactionExecutionListener {

        @Override
        public void afterBegin(TransactionExecution execution, @Nullable Throwable beginFailure) {
            if (beginFailure == null
                    && execution instanceof DefaultTransactionStatus status
                    && status.hasTransaction()
                    && TransactionSynchronizationManager.isSynchronizationActive()) {
                TransactionSynchronizationManager.registerSynchronization(
                        new TransactionOrigin(status.getTransaction()));
            }
        }
    }
}
