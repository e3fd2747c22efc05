package io.opsmon.backup.tool;

import io.opsmon.backup.DumpMethod;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a program is used, or the driver.
 *
 * @since 0.1
 */
public final class ToolChoice {

    private static final Logger log = LoggerFactory.getLogger(ToolChoice.class);

    private ToolChoice() {}

    /** Looks for a program. */
    @FunctionalInterface
    public interface Finder {

        /**
         * Finds it.
         *
         * @return the program
         * @throws ToolException if it is missing or of no use
         * @throws IOException if it cannot be started
         * @throws SQLException if the database does not answer
         * @throws InterruptedException if the thread is interrupted
         */
        Tool find() throws IOException, SQLException, InterruptedException;
    }

    /**
     * Chooses.
     *
     * @param method what is wanted
     * @param finder looks for the program
     * @return the program; null for the driver
     * @throws ToolException if the program is wanted and missing or of no use
     * @throws IOException if it cannot be started
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread is interrupted
     */
    public static @Nullable Tool of(DumpMethod method, Finder finder)
            throws IOException, SQLException, InterruptedException {
        if (method == DumpMethod.JDBC) {
            return null;
        }
        try {
            return finder.find();
        } catch (ToolException unusable) {
            if (method == DumpMethod.TOOLS) {
                throw unusable;
            }
            log.info("Dumps through the driver: {}", unusable.getMessage());
            return null;
        }
    }
}
