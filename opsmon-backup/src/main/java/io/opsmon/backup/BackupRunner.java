package io.opsmon.backup;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.file.LeftOut;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dumps and restores databases of one kind. Methods block; after an interrupt they stop within seconds and leave no
 * process running. Thread-safe.
 *
 * @since 0.1
 */
public interface BackupRunner extends BackupInspection {

    /**
     * Returns the name of the runner in manifests.
     *
     * @return the name, the same in all versions
     */
    String name();

    /**
     * Checks whether this runner supports a database.
     *
     * @param database a database
     * @return false if another runner must be used
     */
    boolean supports(BackupDatabase database);

    /**
     * The result of a dump.
     *
     * @param engine the database and its version
     * @param tool the program and its version; null if none was needed
     * @param tables the content of the tables in the dumped snapshot
     * @param findings the findings of the inspection before the dump, except refusals
     * @param leftOut the tables that the dump of a part leaves out
     */
    record DumpReport(
            String engine,
            @Nullable String tool,
            List<TableContent> tables,
            List<BackupFinding> findings,
            LeftOut leftOut) {

        /**
         * Reports the dump of a whole database.
         *
         * @param engine the database and its version
         * @param tool the program and its version; null if none was needed
         * @param tables the content of the tables in the dumped snapshot
         * @param findings the findings of the inspection before the dump, except refusals
         */
        public DumpReport(
                String engine, @Nullable String tool, List<TableContent> tables, List<BackupFinding> findings) {
            this(engine, tool, tables, findings, LeftOut.NOTHING);
        }

        /**
         * Reports a dump without findings.
         *
         * @param engine the database and its version
         * @param tool the program and its version; null if none was needed
         * @param tables the content of the tables in the dumped snapshot
         */
        public DumpReport(String engine, @Nullable String tool, List<TableContent> tables) {
            this(engine, tool, tables, List.of());
        }
    }

    /**
     * Inspects a database. The default implementation has no findings.
     *
     * @param database the database
     * @return the findings, most severe first
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    @Override
    default List<BackupFinding> inspect(BackupDatabase database) throws SQLException, InterruptedException {
        return List.of();
    }

    /**
     * Inspects the part of a database. The default implementation supports whole databases only.
     *
     * @param database the database
     * @param part the part that a dump contains
     * @return the findings, most severe first
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    default List<BackupFinding> inspect(BackupDatabase database, BackupPart part)
            throws SQLException, InterruptedException {
        return part.isEverything()
                ? inspect(database)
                : List.of(new BackupFinding(
                        Severity.REFUSAL,
                        "PART_NOT_SUPPORTED",
                        "data source " + database.name(),
                        "the runner \"" + name() + "\" dumps whole databases only",
                        "Remove the part from the configuration of the data source"));
    }

    /**
     * The result of a restore.
     *
     * @param warnings the parts of the dump that were not restored because they are optional, and the reasons, as text
     *     for display; empty if everything was restored
     */
    record RestoreReport(List<String> warnings) {

        /** A restore of everything. */
        public static final RestoreReport COMPLETE = new RestoreReport(List.of());

        /** Copies the list. */
        public RestoreReport {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Dumps a consistent snapshot of a database.
     *
     * @param database the database
     * @param sink the stream that receives the dump; left open
     * @param tables receives the number of finished tables
     * @return the result of the dump
     * @throws IOException if a program is missing, too old or fails, or if the sink fails
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException;

    /**
     * Dumps a consistent snapshot of the part of a database. The report has each table of the dump, with no row if its
     * rows are left out. The default implementation supports whole databases only.
     *
     * @param database the database
     * @param part the part that the dump contains
     * @param sink the stream that receives the dump; left open
     * @param tables receives the number of finished tables
     * @return the result of the dump
     * @throws IOException if a program is missing, too old or fails, or if the sink fails
     * @throws SQLException if the database does not answer, or an object of the part needs a table that is left out
     * @throws InterruptedException if the thread was interrupted
     */
    default DumpReport dump(BackupDatabase database, BackupPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        if (!part.isEverything()) {
            throw new SQLFeatureNotSupportedException("The runner \"" + name() + "\" dumps whole databases only."
                    + " Remove the part from the configuration of data source \"" + database.name() + "\"");
        }
        return dump(database, sink, tables);
    }

    /**
     * Restores a dump completely or not at all: if the restore fails, the database is unchanged, unless the exception
     * is a {@link HalfRestoredException}. Parts that are optional, for example privileges of missing roles, do not fail
     * the restore.
     *
     * @param database the database
     * @param dump the dump, read to its end; if reading fails, nothing is restored
     * @param scope the state of the target before the restore
     * @return the optional parts that were not restored
     * @throws HalfRestoredException if the database is partly restored
     * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
     * @throws SQLException if the database does not answer, or contains objects that prevent the restore
     * @throws InterruptedException if the thread was interrupted
     */
    RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException;

    /**
     * Tries the statements of a restore before {@link RestoreScope#REPLACE} drops the first object. The default
     * implementation restores the dump into a scratch database.
     *
     * @param target the database to replace; unchanged
     * @param server the server for scratch databases
     * @param dump the dump, read to its end
     * @param name the name of the scratch database: lower-case letters, digits and {@code _}
     * @return false if no scratch database can be created, so that nothing was tried
     * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
     * @throws SQLException if the database refuses a statement of the dump
     * @throws InterruptedException if the thread was interrupted
     */
    default boolean rehearse(BackupDatabase target, BackupDatabase server, InputStream dump, String name)
            throws IOException, SQLException, InterruptedException {
        Scratch scratch;
        try {
            scratch = scratch(server, name);
        } catch (IOException | SQLException impossible) {
            return false;
        }
        try (scratch) {
            scratch.restore(dump);
        }
        return true;
    }

    /**
     * Restores one table of a dump: as a new table, or by replacing the rows of the existing table in one transaction.
     * If the restore fails, the database is unchanged. The default implementation supports whole dumps only.
     *
     * @param target the database
     * @param server the server for scratch databases
     * @param dump the dump, read to its end
     * @param name the name of the scratch database: lower-case letters, digits and {@code _}
     * @param table the table
     * @return the foreign keys that the rows of a new table would violate in the place of the existing table
     * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
     * @throws SQLException if the table cannot be restored, or its rows violate a key; the message gives the reason
     * @throws InterruptedException if the thread was interrupted
     */
    default RestoreReport restoreTable(
            BackupDatabase target, BackupDatabase server, InputStream dump, String name, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        throw new SQLFeatureNotSupportedException("The runner \"" + name() + "\" restores whole databases only");
    }

    /** A separate database for one verification. Closing the scratch database deletes it. */
    interface Scratch extends AutoCloseable {

        /**
         * Returns the degree to which the statements of a dump are isolated from everything but this database.
         *
         * @return the isolation, which does not change
         */
        ScratchIsolation isolation();

        /**
         * Restores a dump into this database. Objects that act outside of the database, or on their own, are left out.
         *
         * @param dump the dump; read to its end
         * @return the objects of the dump that were left out, as text for display; empty if there are none
         * @throws IOException if a program is missing, too old or fails, or the dump cannot be read
         * @throws SQLException if the database does not answer, or refuses a statement of the dump
         * @throws InterruptedException if the thread was interrupted
         */
        List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException;

        /**
         * Reads the content of the tables, for a comparison with the dumped content.
         *
         * @param tables receives the number of finished tables
         * @return the number of rows and a content hash for each table; no hash if only the rows can be compared
         * @throws IOException if the database's process has ended
         * @throws SQLException if the database does not answer
         * @throws InterruptedException if the thread was interrupted
         */
        List<TableContent> contents(TableProgress tables) throws IOException, SQLException, InterruptedException;

        /**
         * Deletes the database.
         *
         * @throws SQLException if the database may still exist
         * @throws IOException if a file of the database may still exist
         */
        @Override
        void close() throws SQLException, IOException;
    }

    /**
     * Creates a scratch database. An existing scratch database of the same name, left by a dead process, is replaced.
     *
     * @param server the server for the new database; engines inside the application use only its settings
     * @param name the name: lower-case letters, digits and {@code _}
     * @return the scratch database, empty
     * @throws SQLException if the database cannot be created, for example for lack of a privilege
     * @throws IOException if the files of the database cannot be created
     * @throws InterruptedException if the thread was interrupted
     */
    Scratch scratch(BackupDatabase server, String name) throws SQLException, IOException, InterruptedException;

    /**
     * Reads the current content of the tables, for a comparison with the dumped content.
     *
     * @param database the database
     * @param tables receives the number of finished tables
     * @return the number of rows and a content hash for each table; the hash does not depend on the order of rows
     * @throws SQLException if the database does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException;
}
