package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to dump a database and to restore it. Blocks; a thread that is interrupted stops soon, with nothing left
 * running. Thread-safe.
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
     * @param tables told how many tables are done
     * @return what was dumped
     * @throws IOException if a program is missing, too old or fails, or the sink does
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException;

    /**
     * Restores a dump. All or nothing: if it fails, the database is as it was, unless the exception is a
     * {@link HalfRestoredException}.
     *
     * @param database the database
     * @param dump the dump; read to its end, and nothing is kept if that fails
     * @param scope the state of the target before the restore
     * @throws HalfRestoredException if the database is neither as it was nor as it should be
     * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
     * @throws SQLException if the database does not answer, or has what is in the way
     * @throws InterruptedException if the thread was interrupted
     */
    void restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException;

    /** A database of its own to try a restore in. Closed, it is gone. */
    interface Scratch extends AutoCloseable {

        /**
         * The degree to which the statements of a dump are kept away from everything but this database.
         *
         * @return the isolation, which does not change
         */
        ScratchIsolation isolation();

        /**
         * Restores a dump into this database. Whatever acts outside of the database, or by itself, is left out.
         *
         * @param dump the dump; read to its end
         * @return the objects of the dump that were left out, for people to read; empty if there are none
         * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
         * @throws SQLException if the database does not answer, or refuses a statement of the dump
         * @throws InterruptedException if the thread was interrupted
         */
        List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException;

        /**
         * Reads the tables of this database, to be compared with those that were dumped.
         *
         * @param tables told how many tables are done
         * @return each table's rows and a hash over them; without a hash, if only the number of rows can be compared
         * @throws IOException if the database's process has ended
         * @throws SQLException if the database does not answer
         * @throws InterruptedException if the thread was interrupted
         */
        List<TableContent> contents(TableProgress tables) throws IOException, SQLException, InterruptedException;

        /**
         * Drops it.
         *
         * @throws SQLException if it may still be there
         * @throws IOException if a file of it may still be there
         */
        @Override
        void close() throws SQLException, IOException;
    }

    /**
     * Makes a scratch database. One of the same name, which a process that died has left, is replaced.
     *
     * @param server where: another database on that server. Engines that live in the application take its settings
     *     only.
     * @param name its name: lower-case letters, digits and {@code _}
     * @return the scratch database, empty
     * @throws SQLException if it cannot be made, for lack of a privilege for example
     * @throws IOException if it cannot be made where files are
     * @throws InterruptedException if the thread was interrupted
     */
    Scratch scratch(BackupDatabase server, String name) throws SQLException, IOException, InterruptedException;

    /**
     * What the tables have now, to be compared with what they had when they were dumped.
     *
     * @param database the database
     * @param tables told how many tables are done
     * @return each table's rows and a hash over them that does not depend on their order
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException;
}
