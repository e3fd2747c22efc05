package io.opsmon.backup.internal.tool;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.DumpMethod;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses between a program and the driver for a dump.
 *
 * @since 0.1
 */
public final class ToolChoice {

    private static final Logger log = LoggerFactory.getLogger(ToolChoice.class);

    private ToolChoice() {}

    /** Finds a program. */
    @FunctionalInterface
    public interface Finder {

        /**
         * Finds the program.
         *
         * @return the program
         * @throws ToolException if the program is missing or unusable
         * @throws IOException if the program cannot be started
         * @throws SQLException if the database does not answer
         * @throws InterruptedException if the thread is interrupted
         */
        Tool find() throws IOException, SQLException, InterruptedException;
    }

    /**
     * Chooses the program or the driver.
     *
     * @param method the configured method
     * @param database the database, with the settings of the program's connection
     * @param finder finds the program
     * @return the program; null for the driver
     * @throws ToolException if the method requires the program, and the program is missing, unusable or cannot connect
     * @throws IOException if the program cannot be started
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread is interrupted
     */
    public static @Nullable Tool of(DumpMethod method, BackupDatabase database, Finder finder)
            throws IOException, SQLException, InterruptedException {
        if (method == DumpMethod.JDBC) {
            return null;
        }
        try {
            requireSettings(database);
            return finder.find();
        } catch (ToolException unusable) {
            if (method == DumpMethod.TOOLS) {
                throw unusable;
            }
            log.info("Driver is used for dumps: {}", unusable.getMessage());
            return null;
        }
    }

    /**
     * Rejects a database whose settings are incomplete.
     *
     * @param database the database
     * @throws ToolException if a program cannot connect; the message names the missing property
     */
    public static void requireSettings(BackupDatabase database) throws ToolException {
        @Nullable String problem = database.problem();
        if (problem != null) {
            throw new ToolException(problem);
        }
    }
}
