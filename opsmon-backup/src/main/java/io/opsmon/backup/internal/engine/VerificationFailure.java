package io.opsmon.backup.internal.engine;

import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.backup.internal.tool.ToolException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Distinguishes failures of a backup from failures of the storage, of the network and of the scratch database. */
final class VerificationFailure {

    /**
     * SQL state classes: connection, sign-in to the scratch database, resources, operator intervention, system error.
     */
    private static final List<String> UNAVAILABLE_STATES = List.of("08", "28", "53", "57", "58");

    /** PostgreSQL's message for a database that accepts no connections; its state 55000 has other meanings, too. */
    private static final String REFUSING = "not currently accepting connections";

    /** Programs report only as text that the scratch database's server is unavailable, or that its disk is full. */
    private static final Pattern UNAVAILABLE = Pattern.compile(
            "(?i)could not connect|connection to server|server closed the connection|lost connection|can't connect"
                    + "|server has gone away|no space left|disk full|terminating connection|the database system is"
                    + "|too many (?:clients|connections)|server shutdown in progress|" + REFUSING);

    private VerificationFailure() {}

    /** Checks whether the file of the backup is damaged, or the scratch database rejects its content. */
    static boolean concernsBackup(Throwable failed, boolean isRestoring) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedBackupException) {
                return true;
            }
            if (cause instanceof ToolException tool) {
                return isRestoring
                        && tool.hasRun()
                        && !UNAVAILABLE
                                .matcher(String.valueOf(tool.getMessage()))
                                .find();
            }
            if (cause instanceof SQLException sql) {
                return isRestoring && !isUnavailable(sql);
            }
        }
        return isRestoring && failed instanceof IOException;
    }

    private static boolean isUnavailable(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || state == null
                || String.valueOf(failure.getMessage()).contains(REFUSING)
                || UNAVAILABLE_STATES.stream().anyMatch(state::startsWith);
    }
}
