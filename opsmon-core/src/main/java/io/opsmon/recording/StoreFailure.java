package io.opsmon.recording;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.TransactionException;

/**
 * Tells a store that is away (wait and try the same batch again) from an entry that the store refuses (find it, keep it
 * elsewhere, go on). What is not known to be an absence counts as a refusal, because an entry set aside in a
 * dead-letter file is kept, while a refusal taken for an absence would hold back every entry behind it for good.
 */
final class StoreFailure {

    /**
     * SQLSTATE classes that speak of the server, the session or the schema and never of a row: connection, transaction
     * state, authorization, rollback, syntax or missing table or privilege, resources, operator intervention, system
     * error.
     */
    private static final Set<String> ABSENCE_CLASSES =
            Set.of("08", "25", "28", "40", "42", "53", "55", "57", "58", "3D", "90");

    private StoreFailure() {}

    static boolean isAbsence(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof DataIntegrityViolationException) {
                return false;
            }
            if (t instanceof TransientDataAccessException
                    || t instanceof RecoverableDataAccessException
                    || t instanceof NonTransientDataAccessResourceException
                    || t instanceof PermissionDeniedDataAccessException
                    || t instanceof BadSqlGrammarException
                    || t instanceof TransactionException
                    || t instanceof InterruptedException
                    || t instanceof OutOfMemoryError) {
                return true;
            }
            if (t instanceof SQLException sql && isAbsence(sql)) {
                return true;
            }
        }
        // Neither translated nor from JDBC: a store of the host's own, whose every DataAccessException above was
        // handled.
        return false;
    }

    private static boolean isAbsence(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return failure instanceof java.sql.SQLTransientException
                || failure instanceof java.sql.SQLRecoverableException
                || failure instanceof java.sql.SQLNonTransientConnectionException
                || (state != null && state.length() >= 2 && ABSENCE_CLASSES.contains(state.substring(0, 2)));
    }

    /** The most specific message of a failure, for a log line or a dead letter. */
    static String describe(Throwable failure) {
        Throwable cause = failure instanceof DataAccessException access ? access.getMostSpecificCause() : failure;
        return cause.getClass().getName() + ": " + cause.getMessage();
    }
}
