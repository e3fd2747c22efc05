package io.opsmon.operationlog;

import io.opsmon.recording.Consistency;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Records an entry after the commit of the calling thread's transaction. Used if the entry cannot be stored in the
 * transaction, which is read-only or of another database. If the transaction, or the savepoint around the method, rolls
 * back, the entry is dropped. If the outcome of the transaction is unknown, a success is recorded as a failure that
 * says so. Confined to the thread of the transaction.
 */
final class AfterTransaction implements TransactionSynchronization {

    private final OperationLogEntry entry;
    private final OperationLogRecorder recorder;
    private final Set<Object> laterSavepoints = new HashSet<>();
    private boolean isRolledBack;

    private AfterTransaction(OperationLogEntry entry, OperationLogRecorder recorder) {
        this.entry = entry;
        this.recorder = recorder;
    }

    static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    /**
     * Returns whether PostgreSQL refused a statement because the transaction is aborted. The commit of such a
     * transaction rolls back, in some drivers without an exception.
     */
    static boolean isAborted(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "25P02".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Registers the entry for the end of the transaction. Returns false if there is no transaction with
     * synchronization.
     */
    static boolean record(OperationLogEntry entry, OperationLogRecorder recorder) {
        if (!isActive()) {
            return false;
        }
        TransactionSynchronizationManager.registerSynchronization(new AfterTransaction(entry, recorder));
        return true;
    }

    @Override
    public void savepoint(Object savepoint) {
        laterSavepoints.add(savepoint);
    }

    @Override
    public void savepointRollback(Object savepoint) {
        isRolledBack |= !laterSavepoints.contains(savepoint);
    }

    @Override
    public void afterCompletion(int status) {
        recorder.recordAfterCompletion(entry, isRolledBack ? STATUS_ROLLED_BACK : status, Consistency.SYNCHRONOUS);
    }
}
