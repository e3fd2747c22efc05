package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to dump a database and to restore it. Blocks; a thread that is interrupted stops soon, with nothing left running. Thread-safe.
 *
 * @since 0.1
 */
public interface BackupRunner {

    /**
     * Its name in manifests.
     *
     * @return the name, which does not change between versions
     */
    String name();

    /**
     * Whether it is for such databases.
     *
     * @param database a database
     * @return false if another runner is to be asked
     */
    boolean supports(BackupDatabase database);

    /**
     * What was dumped.
     *
     * @param engine the database and its version
     * @param tool the program and its version; null if none was needed
     * @param tables what the tables had in the snapshot that was dumped
     */
    record DumpReport(String engine, @Nullable String tool, List<TableContent> tables) {}

    /**
     * Dumps a database as it is at one moment.
     *
     * @param database the database
     * @param sink where the dump goes; left open
     * @return what was dumped
     * @throws IOException if a program is missing, too old or fails, or the sink does
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    DumpReport dump(BackupDatabase database, OutputStream sink) throws IOException, SQLException, InterruptedException;

    /**
     * Restores into a database that has nothing of what is in the dump. All or nothing: if it fails, the database is as it was.
     *
     * @param database the database
     * @param dump the dump; read to its end, and nothing is kept if that fails
     * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    void restore(BackupDatabase database, InputStream dump) throws IOException, SQLException, InterruptedException;

    /**
     * What the tables have now, to be compared with what they had when they were dumped.
     *
     * @param database the database
     * @return each table's rows and a hash over them that does not depend on their order
     * @throws SQLException if the database does not answer
     */
    List<TableContent> contents(BackupDatabase database) throws SQLException;
}
