package io.opsmon.backup;

import io.opsmon.backup.file.BackupFinding;
import java.sql.SQLException;
import java.util.List;

/**
 * Inspects a database before it is dumped. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface BackupInspection {

    /**
     * Inspects a database with queries of its catalog, without reading its rows.
     *
     * @param database the database
     * @return the findings, most severe first; empty if a dump carries everything, and a restore needs nothing
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    List<BackupFinding> inspect(BackupDatabase database) throws SQLException, InterruptedException;
}
