package io.opsmon.backup;

import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupJob.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.log.EntryIds;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes, verifies, restores and removes backups. Long activities run on separate threads, or on the caller's thread if
 * it waits. In a cluster, at most one activity for each database runs at a time. Thread-safe.
 *
 * @since 0.1
 */
public final class Backups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Backups.class);

    /** The largest difference between the clocks of two nodes. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private final Map<String, BackupSource> sources;
    private final StoredBackups stored;
    private final BackupCatalogue catalogue;
    private final BackupSettings settings;
    private final Clock clock;
    private final EntryIds ids;
    private final LeaseHeartbeat heartbeats;
    private final BackupExecutor executor;
    private final DumpWork dumps;
    private final VerificationWork verifications;
    private final RestorationWork restorations;
    private final Authentication authentication;
    private final StorageIdentity identity;
    private final Removals removals;

    /**
     * Creates the backup service for some databases.
     *
     * @param sources the databases
     * @param stored the stored backups
     * @param catalogue the catalog
     * @param settings the settings of this node
     * @param events receives an event at the end of each activity; may block, must not throw
     * @param clock the clock
     */
    public Backups(
            List<BackupSource> sources,
            StoredBackups stored,
            BackupCatalogue catalogue,
            BackupSettings settings,
            Consumer<BackupEvent> events,
            Clock clock) {
        this.sources = new LinkedHashMap<>();
        sources.forEach(source -> this.sources.put(source.name(), source));
        this.stored = stored;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.ids = new EntryIds(clock);
        this.heartbeats = new LeaseHeartbeat(catalogue, settings.heartbeatTimeout(), this::markDead);
        this.executor = new BackupExecutor(catalogue, heartbeats, events, clock, settings);
        this.identity = new StorageIdentity(stored.storage(), catalogue.files());
        this.dumps = new DumpWork(catalogue, stored, identity, executor);
        this.verifications = new VerificationWork(catalogue, stored, executor);
        this.restorations = new RestorationWork(catalogue, stored, executor);
        this.authentication = new Authentication(catalogue, stored, settings);
        this.removals = new Removals(catalogue, stored, identity, executor);
    }

    /** Starts the heartbeats and the search for dead leases. No activity may be started before. */
    public void start() {
        heartbeats.start();
    }

    /**
     * Returns the databases.
     *
     * @return the databases, in the order of the configuration
     */
    public List<BackupSource> sources() {
        return List.copyOf(sources.values());
    }

    /**
     * Returns a database.
     *
     * @param dataSource the name of the data source
     * @return the database
     * @throws IllegalArgumentException if there is no such data source
     */
    public BackupSource source(String dataSource) {
        BackupSource source = sources.get(dataSource);
        if (source == null) {
            throw new IllegalArgumentException("There is no data source \"" + dataSource + "\" with backups. Use"
                    + " one of: " + String.join(", ", sources.keySet()) + ".");
        }
        return source;
    }

    /**
     * Returns the catalog of all backups.
     *
     * @return the catalog
     */
    public BackupCatalogue catalogue() {
        return catalogue;
    }

    /**
     * Returns the stored backups.
     *
     * @return the stored backups
     */
    public StoredBackups stored() {
        return stored;
    }

    /**
     * Starts a backup and returns immediately.
     *
     * @param request the request
     * @return the queued backup
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if the data source has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    public Backup start(BackupRequest request) {
        return dump(request, request.dataSource(), executor::later);
    }

    /**
     * Makes a backup on the calling thread, which may be interrupted.
     *
     * @param request the request
     * @return the backup, successful or not
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if the data source has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    public Backup run(BackupRequest request) {
        return run(request, request.dataSource());
    }

    private Backup run(BackupRequest request, String key) {
        Backup queued = dump(request, key, executor::now);
        return catalogue.find(queued.id()).orElse(queued);
    }

    private Backup dump(BackupRequest request, String key, BackupExecutor.Way way) {
        BackupSource source = source(request.dataSource());
        Backup backup = queued(request);
        BackupJob job = executor.register(queue(backup, key));
        way.run(
                job,
                source,
                running -> dumps.run(running, source),
                (problem, stopped) -> dumps.failed(job.lease(), problem, stopped));
        return backup;
    }

    private BackupLease queue(Backup backup, String key) {
        long expected = catalogue
                .lastStored(backup.dataSource())
                .map(Backup::stored)
                .map(Backup.Stored::dumpBytes)
                .orElse(0L);
        return catalogue.queue(backup, key, BackupExecutor.newToken(), expected);
    }

    private Backup queued(BackupRequest request) {
        Instant now = clock.instant();
        return new Backup(
                ids.next(now).toString(),
                request.dataSource(),
                BackupStatus.QUEUED,
                request.trigger(),
                request.schedule(),
                request.actor(),
                settings.node(),
                request.attempt(),
                now,
                null,
                null,
                null,
                null,
                null,
                new BackupActivity(Kind.DUMP, now, 0, 0, 0, 0, false));
    }

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
    public void startVerification(String id) {
        startVerification(id, false);
    }

    /**
     * Starts the verification of a backup and returns immediately.
     *
     * @param id the id of the backup
     * @param acceptUnsigned whether to verify an unauthenticated backup ({@link BackupProof#NONE}), if
     *     {@link BackupSettings#allowUnsignedImports} permits
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws UnauthenticatedBackupException if the backup is unauthenticated, and that is not permitted or not
     *     accepted
     * @throws IllegalArgumentException if the runner of the backup does not support its data source
     * @throws BackupConflictException if the backup has another activity
     * @throws DataAccessException if the catalog does not answer
     */
    public void startVerification(String id, boolean acceptUnsigned) {
        verify(id, acceptUnsigned, executor::later);
    }

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
    public Backup verify(String id) {
        verify(id, false, executor::now);
        return catalogue.find(id).orElseThrow();
    }

    private void verify(String id, boolean acceptUnsigned, BackupExecutor.Way way) {
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, acceptUnsigned);
        BackupSource source = source(backup.dataSource());
        requireRunner(source, source.database(), manifest);
        BackupJob job = executor.register(catalogue.lease(
                id,
                Kind.VERIFICATION,
                "the verification of " + id,
                BackupExecutor.newToken(),
                clock.instant(),
                manifest.dumpBytes()));
        way.run(
                job,
                source,
                running -> {
                    try {
                        identity.require();
                    } catch (IOException unavailable) {
                        // An unavailable storage does not change the status of the backup.
                        return () -> verifications.failed(
                                job.lease(), String.valueOf(unavailable.getMessage()), Reason.STORAGE);
                    }
                    return verifications.run(running, source, manifest);
                },
                (problem, stopped) -> verifications.failed(job.lease(), problem, stopped));
    }

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
    public void startRestoration(RestoreRequest request) {
        restore(request, executor::later);
    }

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
    public Backup restore(RestoreRequest request) {
        restore(request, executor::now);
        return catalogue.find(request.backupId()).orElseThrow();
    }

    private void restore(RestoreRequest request, BackupExecutor.Way way) {
        String id = request.backupId();
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        // A safety copy needs a configured data source; the data source of an imported backup may not be configured.
        boolean isOfTarget = request.scope() == RestoreScope.REPLACE || !sources.containsKey(backup.dataSource());
        BackupSource source = source(isOfTarget ? request.target().name() : backup.dataSource());
        requireRunner(source, request.target(), manifest);
        BackupJob job = executor.register(catalogue.lease(
                id,
                Kind.RESTORATION,
                request.target().name(),
                BackupExecutor.newToken(),
                clock.instant(),
                manifest.dumpBytes()));
        way.run(
                job,
                source,
                running -> {
                    identity.require();
                    return restorations.run(running, source, manifest, request, () -> safety(request));
                },
                (problem, stopped) -> restorations.failed(job.lease(), problem, stopped));
    }

    private static void requireRunner(BackupSource source, BackupDatabase target, BackupManifest manifest) {
        if (!source.runner().supports(target) || !source.runner().name().equals(manifest.runner())) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" was made by the runner \""
                    + manifest.runner() + "\", which does not support data source \"" + target.name() + "\"");
        }
    }

    /**
     * Authenticates the origin of a stored backup.
     *
     * @param backup a backup of the catalog
     * @return the strongest evidence
     * @throws NoSuchElementException if the files of the backup are not stored
     * @throws UnauthenticatedBackupException if the backup lacks a configured protection
     * @throws DataAccessException if the catalog does not answer
     */
    public BackupProof prove(Backup backup) {
        return authentication.prove(backup);
    }

    /**
     * Returns the reason to refuse a stored backup in spite of every permission and confirmation.
     *
     * @param backup a backup of the catalog
     * @return the reason; empty if the backup is authenticated, or can run after a confirmation
     * @throws NoSuchElementException if the files of the backup are not stored
     * @throws DataAccessException if the catalog does not answer
     */
    public Optional<UnauthenticatedBackupException> refusal(Backup backup) {
        return authentication.refusal(backup);
    }

    /** Makes the safety copy under its own lease key, because the restore holds the lease of the database. */
    private Backup safety(RestoreRequest request) throws IOException {
        String dataSource = request.target().name();
        Backup made = run(
                new BackupRequest(dataSource, BackupTrigger.SAFETY, null, request.actor(), 1),
                "the safety copy of " + dataSource);
        if (!made.status().isStored()) {
            throw new IOException("Nothing was restored, because the safety copy failed (" + made.problem() + ")");
        }
        return made;
    }

    private Backup storedBackup(String id) {
        Backup backup =
                catalogue.find(id).orElseThrow(() -> new NoSuchElementException("There is no backup \"" + id + "\"."));
        if (!backup.status().isStored()) {
            throw new NoSuchElementException(
                    "Backup \"" + id + "\" has no stored files: its status is " + backup.status() + ".");
        }
        return backup;
    }

    /**
     * Requests the cancellation of the activity of a backup, on any node. The activity stops within seconds.
     *
     * @param id the id of the backup
     * @return false if the backup has no activity
     * @throws DataAccessException if the catalog does not answer
     */
    public boolean cancel(String id) {
        return catalogue.requestCancel(id);
    }

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
    public void delete(String id, String reason) throws IOException {
        storedBackup(id);
        removals.remove(id, reason);
    }

    /**
     * Deletes the files of a backup, with the reason "Requested".
     *
     * @param id the id of the backup
     * @throws NoSuchElementException if there is no such backup, or its files are not stored
     * @throws BackupConflictException if the backup has another activity
     * @throws IOException if the storage is missing, or a file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    public void delete(String id) throws IOException {
        delete(id, "Requested");
    }

    /**
     * Finishes removals that were interrupted by a dead node or by an unavailable storage.
     *
     * @return the ids of the removed backups
     * @throws IOException if the storage is missing, or a file may still exist
     * @throws DataAccessException if the catalog does not answer
     */
    public List<String> finishRemovals() throws IOException {
        return removals.finishAll();
    }

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
    public void deleteOrphan(String name) throws IOException {
        removals.removeOrphan(name);
    }

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
    public List<String> applyRetention(String dataSource) throws IOException {
        @Nullable RetentionPolicy retention = source(dataSource).retention();
        return retention == null ? List.of() : removals.applyRetention(dataSource, retention, clock.instant());
    }

    /**
     * Returns the problems that need the attention of an operator: a missing or unknown storage, and suspended
     * retention.
     *
     * @return the problems by subject, {@code storage} or {@code retention of} a data source; empty if there is none
     */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        @Nullable IOException storage = identity.problem();
        if (storage != null) {
            problems.put("storage", String.valueOf(storage.getMessage()));
        }
        removals.held().forEach((dataSource, reason) -> problems.put("retention of " + dataSource, reason));
        return problems;
    }

    /**
     * Returns the failure of this node's last use of the storage.
     *
     * @return the failure; null if the last use succeeded, or there was none
     */
    public @Nullable IOException storageProblem() {
        return identity.problem();
    }

    /**
     * Checks whether a time is in the future by more than the permitted clock difference.
     *
     * @param time a time
     * @param now the current time of this node's clock
     * @return true if it is in the future
     */
    static boolean isInFuture(Instant time, Instant now) {
        return time.isAfter(now.plus(CLOCK_SKEW));
    }

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
    public record Resync(
            List<String> added,
            List<String> missing,
            List<String> found,
            List<UnusableManifest> damaged,
            List<String> orphans,
            @Nullable String confirmation,
            boolean isApplied) {}

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
    public Resync resync() throws IOException {
        return resync(null);
    }

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
    public Resync resync(@Nullable String confirmation) throws IOException {
        return resynchronization().run(false, confirmation);
    }

    /**
     * Compares catalog and storage without changes.
     *
     * @return the differences that {@link #resync} would find
     * @throws StorageUnavailableException if the storage is missing or unknown, or its listing is incomplete
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    public Resync previewResync() throws IOException {
        return resynchronization().run(true, null);
    }

    private Resynchronization resynchronization() {
        return new Resynchronization(catalogue, stored, identity, settings.node(), clock.instant(), executor::publish);
    }

    /**
     * Checks that the storage is available and has the id that the catalog expects. A new storage gets its marker.
     *
     * @throws StorageUnavailableException if the storage is missing or has another id
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    public void checkStorage() throws IOException {
        identity.require();
    }

    /**
     * Binds the catalog to the current storage, after backups were moved or a new storage was set up. Nothing is
     * deleted, and no backup changes. Run {@link #resync} to flag backups that are missing in the new storage.
     *
     * @return the id of the storage
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalog does not answer
     */
    public String acceptStorage() throws IOException {
        return identity.accept();
    }

    /**
     * Rejects a foreign backup that is dated in the future, because it would count as the latest backup.
     *
     * @param manifest the manifest of the backup
     * @throws IllegalArgumentException if the backup is dated in the future
     */
    public void requireImportable(BackupManifest manifest) {
        if (isInFuture(manifest.createdAt(), clock.instant())) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" is dated " + manifest.createdAt()
                    + ", which is in the future by the clock of this node");
        }
    }

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
    public Backup takeOver(BackupManifest manifest, InputStream file) throws IOException {
        requireImportable(manifest);
        identity.require();
        Optional<Backup> known = catalogue.find(manifest.id());
        if (known.isPresent()) {
            throw new BackupConflictException("Backup \"" + manifest.id() + "\" is already in the catalog: its"
                    + " status is " + known.get().status() + ".");
        }
        stored.takeOver(manifest, file);
        return resynchronization().add(manifest);
    }

    /** Ends the activity of a dead node. A dump counts as successful if its manifest is in the storage. */
    private void markDead(LeaseSnapshot dead) {
        String problem = problem(dead);
        try {
            if (dead.kind() == Kind.DUMP && dead.file() != null) {
                Optional<BackupManifest> manifest = stored.manifest(dead.file());
                if (manifest.isPresent() && authentication.isOf(manifest.get(), dead.lease())) {
                    catalogue.succeed(dead.lease(), manifest.get(), clock.instant());
                    return;
                }
            }
        } catch (IOException | UnauthenticatedBackupException unknown) {
            log.warn(
                    "Stored files of backup \"{}\", left by a dead node, cannot be read",
                    dead.lease().backupId(),
                    unknown);
        }
        if (catalogue.markDead(dead, problem, clock.instant())) {
            log.warn(
                    "Activity of backup \"{}\" of data source \"{}\" ended: {}",
                    dead.lease().backupId(),
                    dead.dataSource(),
                    problem);
            dropScratch(dead);
            executor.publish(
                    switch (dead.kind()) {
                        case DUMP -> BackupEvent.Kind.FAILED;
                        case VERIFICATION -> BackupEvent.Kind.VERIFICATION_INCONCLUSIVE;
                        case RESTORATION -> BackupEvent.Kind.RESTORATION_FAILED;
                    },
                    dead.lease().backupId());
        }
    }

    private static String problem(LeaseSnapshot dead) {
        return switch (dead.kind()) {
            case DUMP -> "The node that made the backup stopped sending heartbeats";
            case VERIFICATION -> "Verification: the node that ran the verification stopped sending heartbeats";
            case RESTORATION ->
                "Restore: the node that ran the restore stopped sending heartbeats. If the engine restores in one"
                        + " transaction, the database is unchanged. Otherwise the database may be PARTLY RESTORED:"
                        + " restore the last safety copy";
        };
    }

    private void dropScratch(LeaseSnapshot dead) {
        @Nullable BackupSource source = sources.get(dead.dataSource());
        if (dead.kind() != Kind.VERIFICATION || source == null) {
            return;
        }
        try {
            source.runner()
                    .scratch(
                            source.scratch(),
                            VerificationWork.scratchName(dead.lease().backupId()))
                    .close();
        } catch (Exception remains) {
            log.warn(
                    "Scratch database of backup \"{}\" may still exist; drop the database manually",
                    dead.lease().backupId(),
                    remains);
        }
    }

    /** Stops all activities, records them as failed, and waits for them up to the shutdown grace. */
    @Override
    public void close() {
        executor.close();
    }
}
