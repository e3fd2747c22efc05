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
 * Distinguishes an unavailable store (wait and save the same batch again) from a refused entry (write it to the dead
 * letters and continue). An unknown failure counts as a refusal. A dead letter is preserved, whereas a refusal treated
 * as an outage would block all following entries forever.
 */
final class StoreFailure {

    /**
     * SQLSTATE classes that describe the server, the session or the schema, but never a row. The classes are:
     * connection, transaction state, authorization, rollback, syntax or missing table or privilege, resources, operator
     * intervention, system error.
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
        // The failure is neither translated nor from JDBC. It comes from a custom store that throws no
        // DataAccessException handled above.
        return false;
    }

    private static boolean isAbsence(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return failure instanceof java.sql.SQLTransientException
                || failure instanceof java.sql.SQLRecoverableException
                || failure instanceof java.sql.SQLNonTransientConnectionException
                || (state != null && state.length() >= 2 && ABSENCE_CLASSES.contains(state.substring(0, 2)));
    }

    /** Returns the most specific message of a failure, for a log message or a dead letter. */
    static String describe(Throwable failure) {
        Throwable cause = failure instanceof DataAccessException access ? access.getMostSpecificCause() : failure;
        return cause.getClass().getName() + ": " + cause.getMessage();
    }
}
