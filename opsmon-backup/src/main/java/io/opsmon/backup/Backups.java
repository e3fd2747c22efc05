package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * The backups of the application: makes, verifies, restores, imports and deletes them. Thread-safe.
 *
 * <p>The application context has one bean of this type if backups are enabled. Methods whose names begin with
 * {@code start} return at once and continue on a thread of opsmon. All other methods run on the thread of the caller.
 *
 * @since 0.1
 */
public interface Backups {

    /**
     * Finds a backup.
     *
     * @param id the backup's id
     * @return the backup; empty if the catalogue has none with this id
     * @throws DataAccessException if the database fails
     */
    Optional<Backup> find(String id);

    /**
     * Lists backups, newest first.
     *
     * @param query the filter and the page to read
     * @return the backups
     * @throws DataAccessException if the database fails
     */
    List<Backup> find(BackupQuery query);

    /**
     * Returns the databases.
     *
     * @return the databases, in the order of the configuration
     */
    List<BackupSource> sources();

    /**
     * Returns a database.
     *
     * @param dataSource the name of the data source
     * @return the database
     * @throws IllegalArgumentException if there is no such data source
     */
    BackupSource source(String dataSource);

    /**
     * Starts a backup and returns immediately.
     *
     * @param request the request
     * @return the queued backup
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if the data source has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    Backup start(BackupRequest request);

    /**
     * Makes a backup on the calling thread, which may be interrupted.
     *
     * @param request the request
     * @return the backup, successful or not
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if the data source has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    Backup run(BackupRequest request);

    /**
     * Starts the verification of a backup and returns immediately.
     *
     * @param id the id of the backup
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup has no evidence of its origin ({@link BackupProof})
     * @throws IllegalArgumentException if the runner of the backup does not support its data source
     * @throws BackupConflictException if the backup has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    void startVerification(String id);

    /**
     * Starts the verification of a backup and returns immediately.
     *
     * @param id the id of the backup
     * @param acceptUnsigned whether to verify an unauthenticated backup ({@link BackupProof#NONE}), if
     *     {@code opsmon.backup.allow-unsigned-imports} permits
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the runner of the backup does not support its data source
     * @throws BackupConflictException if the backup has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    void startVerification(String id, boolean acceptUnsigned);

    /**
     * Verifies a backup on the calling thread.
     *
     * @param id the id of the backup
     * @return the backup, verified or with a problem
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup has no evidence of its origin ({@link BackupProof})
     * @throws IllegalArgumentException if the runner of the backup does not support its data source
     * @throws BackupConflictException if the backup has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    Backup verify(String id);

    /**
     * Starts a restore and returns immediately.
     *
     * @param request the request
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the runner of the backup does not support the target
     * @throws BackupConflictException if the backup or the target has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    void startRestoration(RestoreRequest request);

    /**
     * Restores a backup on the calling thread.
     *
     * @param request the request
     * @return the backup; if the restore failed, the problem gives the reason
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the runner of the backup does not support the target
     * @throws BackupConflictException if the backup or the target has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    Backup restore(RestoreRequest request);

    /**
     * Starts the restore of one table and returns immediately.
     *
     * @param request the request
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the target is no data source of the host, the runner of the backup does not
     *     support the target, or the backup does not contain the table
     * @throws BackupConflictException if the backup or the target has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    void startTableRestoration(TableRestoreRequest request);

    /**
     * Restores one table on the calling thread.
     *
     * @param request the request
     * @return the backup; if the restore failed, the problem gives the reason
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the target is no data source of the host, the runner of the backup does not
     *     support the target, or the backup does not contain the table
     * @throws BackupConflictException if the backup or the target has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    Backup restoreTable(TableRestoreRequest request);

    /**
     * Authenticates the origin of a stored backup.
     *
     * @param backup a backup of the catalog
     * @return the strongest evidence
     * @throws NoSuchElementException if the files of the backup are not stored
     * @throws UnauthenticatedBackupException if the backup lacks a configured protection
     * @throws DataAccessException if the catalog does not answer
     */
    BackupProof authenticate(Backup backup);

    /**
     * Returns the reason to refuse a stored backup in spite of every permission and confirmation.
     *
     * @param backup a backup of the catalog
     * @return the reason; empty if the backup is authenticated, or can run after a confirmation
     * @throws NoSuchElementException if the files of the backup are not stored
     * @throws DataAccessException if the catalog does not answer
     */
    Optional<UnauthenticatedBackupException> refusal(Backup backup);

    /**
     * Requests the cancellation of the activity of a backup, on any node. The activity stops within seconds.
     *
     * @param id the id of the backup
     * @return false if the backup has no activity
     * @throws DataAccessException if the catalog does not answer
     */
    boolean cancel(String id);

    /**
     * Deletes the files of a backup; its entry stays in the catalog.
     *
     * @param id the id of the backup
     * @param reason the reason, recorded up to 500 characters
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws BackupConflictException if the backup has another activity
     * @throws IOException if the storage is missing, in which case nothing changes; or if a file may still exist, in
     *     which case {@link #finishRemovals} tries again
     * @throws DataAccessException if the catalog does not answer
     */
    void delete(String id, String reason) throws IOException;

    /**
     * Deletes the files of a backup, with the reason "Requested".
     *
     * @param id the id of the backup
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws BackupConflictException if the backup has another activity
     * @throws IOException if the storage is missing, or a file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    void delete(String id) throws IOException;

    /**
     * Finishes removals that were interrupted by a dead node or by an unavailable storage.
     *
     * @return the ids of the removed backups
     * @throws IOException if the storage is missing, or a file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    List<String> finishRemovals() throws IOException;

    /**
     * Deletes an orphaned file of the storage. A file is not orphaned if the catalog lists its backup, or if it has a
     * manifest.
     *
     * @param name the name of the file, as listed by {@link #resync}
     * @throws IllegalArgumentException if the name is invalid
     * @throws NoSuchElementException if there is no such file
     * @throws BackupConflictException if the file belongs to a backup
     * @throws IOException if the storage is missing, or the file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    void deleteOrphan(String name) throws IOException;

    /**
     * Removes the backups of a data source that its retention does not keep. Backups with an activity are skipped until
     * the next call. A gap of more than 180 days may come from a clock that was set ahead. After such a gap, nothing is
     * removed until backups were made on three days.
     *
     * @param dataSource the name of the data source
     * @return the ids of the removed backups
     * @throws IOException if a file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    List<String> applyRetention(String dataSource) throws IOException;

    /**
     * Makes the missing copies of the backups of a data source, and removes the copies that the retention of their
     * storage does not keep. Imported backups are not copied. Only one node of a cluster may call this method at a
     * time.
     *
     * @param dataSource the name of the data source
     * @throws IOException if a storage of copies does not answer; the other storages are complete then
     * @throws DataAccessException if the catalog does not answer
     */
    void copyPending(String dataSource) throws IOException;

    /**
     * Returns the copies of backups in the storages of {@code opsmon.backup.copies}.
     *
     * @param backups the backups
     * @return the copies by the id of the backup, ordered by storage
     * @throws DataAccessException if the catalog does not answer
     */
    Map<String, List<BackupCopy>> copies(Collection<Backup> backups);

    /**
     * Reads the file of a backup as it is stored. If the first storage does not have the file, a copy is read.
     *
     * @param manifest the manifest of the backup
     * @param offset the first byte to read
     * @return the stored bytes
     * @throws IOException if no storage has the file, or the storages do not answer
     * @throws DataAccessException if the catalog does not answer
     */
    InputStream read(BackupManifest manifest, long offset) throws IOException;

    /**
     * Returns the problems that need the attention of an operator: a missing or unknown storage, and suspended
     * retention.
     *
     * @return the problems by subject, {@code storage}, {@code storage} and the name of a storage of copies, or
     *     {@code retention of} a data source; empty if there is none
     */
    Map<String, String> problems();

    /**
     * Returns the failure of this node's last use of the storage.
     *
     * @return the failure; null if the last use succeeded, or there was none
     */
    @Nullable
    IOException storageProblem();

    /**
     * Updates the catalog from the storage. A lost catalog is rebuilt, backups of another installation are listed, and
     * missing or damaged backups are flagged. Nothing is deleted. If more than one backup, and either more than five or
     * more than a quarter of the intact backups, would be flagged, nothing is changed. The result then contains the
     * confirmation that is needed.
     *
     * @return the differences
     * @throws StorageUnavailableException if the storage is missing or unknown, or its listing is incomplete; nothing
     *     is changed then
     * @throws IOException if the storage does not answer; nothing is changed then
     * @throws DataAccessException if the catalog does not answer
     */
    Resync resync() throws IOException;

    /**
     * Updates the catalog from the storage as {@link #resync()} does, with a confirmation.
     *
     * @param confirmation the confirmation from an earlier result; null for none
     * @return the differences
     * @throws StorageUnavailableException if the storage is missing or unknown, or its listing is incomplete; nothing
     *     is changed then
     * @throws IOException if the storage does not answer; nothing is changed then
     * @throws DataAccessException if the catalog does not answer
     */
    Resync resync(@Nullable String confirmation) throws IOException;

    /**
     * Compares catalog and storage without changes.
     *
     * @return the differences that {@link #resync} would find
     * @throws StorageUnavailableException if the storage is missing or unknown, or its listing is incomplete
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    Resync previewResync() throws IOException;

    /**
     * Checks that the storage is available and has the id that the catalog expects. A new storage gets its marker.
     *
     * @throws StorageUnavailableException if the storage is missing or has another id
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    void checkStorage() throws IOException;

    /**
     * Binds the catalog to the current storage, after backups were moved or a new storage was set up. Nothing is
     * deleted, and no backup changes. Run {@link #resync} to flag backups that are missing in the new storage.
     *
     * @return the id of the storage
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    String acceptStorage() throws IOException;

    /**
     * Binds the catalog to the current storage of copies with a name, as {@link #acceptStorage()} does for the first
     * storage.
     *
     * @param name the name of the storage of copies
     * @return the id of the storage
     * @throws IllegalArgumentException if there is no such storage
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    String acceptStorage(String name) throws IOException;

    /**
     * Rejects a foreign backup that is dated in the future, because it would count as the latest backup.
     *
     * @param manifest the manifest of the backup
     * @throws IllegalArgumentException if the backup is dated in the future
     */
    void requireImportable(BackupManifest manifest);

    /**
     * Imports a foreign backup: stores its file and lists the backup under its own id.
     *
     * @param manifest the manifest from the parsed manifest
     * @param file the file as it was stored
     * @return the backup
     * @throws BackupConflictException if the catalog has the backup already, also if it was removed
     * @throws IllegalArgumentException if the file does not match the manifest; nothing is stored then
     * @throws IOException if the file cannot be read or the storage does not answer; nothing is stored then
     * @throws DataAccessException if the catalog does not answer; a {@link #resync} lists the backup
     */
    Backup importBackup(BackupManifest manifest, InputStream file) throws IOException;

    /**
     * The result of a comparison of catalog and storage.
     *
     * @param added ids of backups that were only in the storage
     * @param missing ids of backups whose file or manifest is not in the storage
     * @param found ids of backups that were missing, unreadable or damaged, and whose files were found unchanged
     * @param damaged manifests in the storage that are not usable
     * @param orphans files in the storage that belong to no backup
     * @param confirmation the text that confirms the changes; null if none is needed because few backups would be
     *     flagged
     * @param isApplied whether the catalog was changed; false for a preview, and without the needed confirmation
     */
    record Resync(
            List<String> added,
            List<String> missing,
            List<String> found,
            List<UnusableManifest> damaged,
            List<String> orphans,
            @Nullable String confirmation,
            boolean isApplied) {}
}
