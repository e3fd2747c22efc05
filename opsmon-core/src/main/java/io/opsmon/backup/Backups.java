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
 * Makes backups, proves that they restore, restores and removes them. What takes long is done on threads of its own, or
 * on the caller's where it waits for it; on one node of a cluster, and never two things with one database. Thread-safe.
 *
 * @since 0.1
 */
public final class Backups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Backups.class);

    /** How far the clocks of two nodes may differ. */
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
     * Makes backups of some databases.
     *
     * @param sources the databases
     * @param stored where backups lie
     * @param catalogue where they are listed
     * @param settings how
     * @param events is told of everything that ends; may listen as long as it likes, but not throw
     * @param clock the time
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

    /** Begins to look for what other nodes have left undone. Before that, nothing must be started. */
    public void start() {
        heartbeats.start();
    }

    /**
     * The databases.
     *
     * @return in the order of the configuration
     */
    public List<BackupSource> sources() {
        return List.copyOf(sources.values());
    }

    /**
     * One of the databases.
     *
     * @param dataSource its name
     * @return the database
     * @throws IllegalArgumentException if there is none of that name
     */
    public BackupSource source(String dataSource) {
        BackupSource source = sources.get(dataSource);
        if (source == null) {
            throw new IllegalArgumentException("There is no data source \"" + dataSource
                    + "\" to make backups of. There are " + String.join(", ", sources.keySet()) + ".");
        }
        return source;
    }

    /**
     * What is known of all backups.
     *
     * @return the catalogue
     */
    public BackupCatalogue catalogue() {
        return catalogue;
    }

    /**
     * Where they lie.
     *
     * @return the stored backups
     */
    public StoredBackups stored() {
        return stored;
    }

    /**
     * Begins a backup and does not wait for it.
     *
     * @param request what is asked for
     * @return the backup, queued
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if something is being done with that data source
     * @throws DataAccessException if the catalogue does not answer
     */
    public Backup start(BackupRequest request) {
        return dump(request, request.dataSource(), executor::later);
    }

    /**
     * Makes a backup on this thread, which may be interrupted.
     *
     * @param request what is asked for
     * @return the backup, whatever became of it
     * @throws IllegalArgumentException if there is no such data source
     * @throws BackupConflictException if something is being done with that data source
     * @throws DataAccessException if the catalogue does not answer
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
     * Begins to prove that a backup restores, and does not wait for it.
     *
     * @param id the backup
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves that the backup is one of this installation, or of
     *     another that has its keys
     * @throws IllegalArgumentException if its runner is not for its data source
     * @throws BackupConflictException if something is being done with it
     * @throws DataAccessException if the catalogue does not answer
     */
    public void startVerification(String id) {
        startVerification(id, false);
    }

    /**
     * Begins to prove that a backup restores, and does not wait for it.
     *
     * @param id the backup
     * @param acceptUnsigned whether a backup is verified that nothing proves ({@link BackupProof#NONE}), if
     *     {@link BackupSettings#allowUnsignedImports} permits that
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves the backup, and that is not permitted or not accepted
     * @throws IllegalArgumentException if its runner is not for its data source
     * @throws BackupConflictException if something is being done with it
     * @throws DataAccessException if the catalogue does not answer
     */
    public void startVerification(String id, boolean acceptUnsigned) {
        verify(id, acceptUnsigned, executor::later);
    }

    /**
     * Proves on this thread that a backup restores.
     *
     * @param id the backup
     * @return the backup, verified or with a problem
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves that the backup is one of this installation, or of
     *     another that has its keys
     * @throws IllegalArgumentException if its runner is not for its data source
     * @throws BackupConflictException if something is being done with it
     * @throws DataAccessException if the catalogue does not answer
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
                        // That says nothing about the backup.
                        return () -> verifications.failed(
                                job.lease(), String.valueOf(unavailable.getMessage()), Reason.STORAGE);
                    }
                    return verifications.run(running, source, manifest);
                },
                (problem, stopped) -> verifications.failed(job.lease(), problem, stopped));
    }

    /**
     * Begins a restore and does not wait for it.
     *
     * @param request what is asked for
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves the backup, and that is not permitted or not accepted
     * @throws IllegalArgumentException if its runner is not for the target
     * @throws BackupConflictException if something is being done with the backup or with the target
     * @throws DataAccessException if the catalogue does not answer
     */
    public void startRestoration(RestoreRequest request) {
        restore(request, executor::later);
    }

    /**
     * Restores on this thread.
     *
     * @param request what is asked for
     * @return the backup; its problem tells what went wrong, if anything did
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves the backup, and that is not permitted or not accepted
     * @throws IllegalArgumentException if its runner is not for the target
     * @throws BackupConflictException if something is being done with the backup or with the target
     * @throws DataAccessException if the catalogue does not answer
     */
    public Backup restore(RestoreRequest request) {
        restore(request, executor::now);
        return catalogue.find(request.backupId()).orElseThrow();
    }

    private void restore(RestoreRequest request, BackupExecutor.Way way) {
        String id = request.backupId();
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        // A safety backup is made of what is known only; the source of a backup from elsewhere may not be.
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
            throw new IllegalArgumentException("The backup " + manifest.id() + " was made by the runner "
                    + manifest.runner() + ", which is not for " + target.name());
        }
    }

    /**
     * Looks for the proof of a stored backup.
     *
     * @param backup a backup of the catalogue
     * @return the strongest proof
     * @throws NoSuchElementException if nothing of it is stored
     * @throws UnauthenticatedBackupException if the backup lacks a protection that is configured
     * @throws DataAccessException if the catalogue does not answer
     */
    public BackupProof prove(Backup backup) {
        return authentication.prove(backup);
    }

    /**
     * Looks for a reason not to run a stored backup that no permission and no confirmation removes.
     *
     * @param backup a backup of the catalogue
     * @return the reason; empty if the backup is proven, or runs once a permitted caller confirms it
     * @throws NoSuchElementException if nothing of it is stored
     * @throws DataAccessException if the catalogue does not answer
     */
    public Optional<UnauthenticatedBackupException> refusal(Backup backup) {
        return authentication.refusal(backup);
    }

    /** The database itself is leased by the restore. */
    private Backup safety(RestoreRequest request) throws IOException {
        String dataSource = request.target().name();
        Backup made = run(
                new BackupRequest(dataSource, BackupTrigger.SAFETY, null, request.actor(), 1),
                "the safety backup of " + dataSource);
        if (!made.status().isStored()) {
            throw new IOException(
                    "Nothing was restored: there is no safety backup of how it is now (" + made.problem() + ")");
        }
        return made;
    }

    private Backup storedBackup(String id) {
        Backup backup =
                catalogue.find(id).orElseThrow(() -> new NoSuchElementException("There is no backup " + id + "."));
        if (!backup.status().isStored()) {
            throw new NoSuchElementException(
                    "Of the backup " + id + " nothing is stored: it is " + backup.status() + ".");
        }
        return backup;
    }

    /**
     * Asks whoever does something with a backup, on whichever node, to stop. It stops within seconds.
     *
     * @param id the backup
     * @return false if nothing is being done with it
     * @throws DataAccessException if the catalogue does not answer
     */
    public boolean cancel(String id) {
        return catalogue.requestCancel(id);
    }

    /**
     * Removes what is stored of a backup; that it was there stays in the catalogue.
     *
     * @param id the backup
     * @param reason the reason, for the record; at most 500 characters of it are kept
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws BackupConflictException if something is being done with it
     * @throws IOException if the storage is not there, which changes nothing; or if a file may be there still, which
     *     {@link #finishRemovals} tries to delete again
     * @throws DataAccessException if the catalogue does not answer
     */
    public void delete(String id, String reason) throws IOException {
        storedBackup(id);
        removals.remove(id, reason);
    }

    /**
     * Removes what is stored of a backup, for the reason that somebody asked for it.
     *
     * @param id the backup
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws BackupConflictException if something is being done with it
     * @throws IOException if the storage is not there, or a file may be there still
     * @throws DataAccessException if the catalogue does not answer
     */
    public void delete(String id) throws IOException {
        delete(id, "Requested");
    }

    /**
     * Finishes removals that were decided before, by a node that died or while the storage did not answer.
     *
     * @return the ids of those that are removed now
     * @throws IOException if the storage is not there, or a file may be there still
     * @throws DataAccessException if the catalogue does not answer
     */
    public List<String> finishRemovals() throws IOException {
        return removals.finishAll();
    }

    /**
     * Deletes a file in the storage that belongs to no backup. What the catalogue lists, or what lies beside a
     * manifest, is no such file.
     *
     * @param name the file's name, as {@link #resync} lists it
     * @throws IllegalArgumentException if the name is none
     * @throws NoSuchElementException if there is no such file
     * @throws BackupConflictException if it is a backup's
     * @throws IOException if the storage is not there, or the file may be there still
     * @throws DataAccessException if the catalogue does not answer
     */
    public void deleteOrphan(String name) throws IOException {
        removals.removeOrphan(name);
    }

    /**
     * Removes what the data source's retention does not keep. What something is being done with is left for the next
     * time. After a gap of more than 180 days, which a clock that was set ahead leaves, nothing is removed until
     * backups were made on three days.
     *
     * @param dataSource the data source
     * @return the ids of those that were removed
     * @throws IOException if a file may be there still
     * @throws DataAccessException if the catalogue does not answer
     */
    public List<String> applyRetention(String dataSource) throws IOException {
        @Nullable RetentionPolicy retention = source(dataSource).retention();
        return retention == null ? List.of() : removals.applyRetention(dataSource, retention, clock.instant());
    }

    /**
     * What needs the attention of an operator: a storage that is not there or is another one, and retention that waits.
     *
     * @return the problems by what they concern, {@code storage} or {@code retention of} a data source; empty if there
     *     is none
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
     * The failure of this node's last use of the storage.
     *
     * @return the failure; null if the last use found the storage in order, or there was none
     */
    public @Nullable IOException storageProblem() {
        return identity.problem();
    }

    /**
     * Whether a time is later than clocks of nodes differ.
     *
     * @param time a time
     * @param now the time by this node's clock
     * @return true if it is in the future
     */
    static boolean isInFuture(Instant time, Instant now) {
        return time.isAfter(now.plus(CLOCK_SKEW));
    }

    /**
     * What a comparison of catalogue and storage has found.
     *
     * @param added ids of backups that were in the storage only
     * @param missing ids of backups whose file or manifest is not in the storage
     * @param found ids of backups that were missing, unreadable or damaged and are in sight again
     * @param damaged manifests in the storage that cannot be taken for a backup
     * @param orphans files in the storage that belong to no backup
     * @param confirmation if so many backups would be lost sight of that a confirmation is needed: the text that
     *     confirms it; otherwise null
     * @param isApplied whether the catalogue was changed accordingly; false for a preview, and without the confirmation
     */
    public record Resync(
            List<String> added,
            List<String> missing,
            List<String> found,
            List<StoredBackups.Unusable> damaged,
            List<String> orphans,
            @Nullable String confirmation,
            boolean isApplied) {}

    /**
     * Notes in the catalogue what the storage has: a lost catalogue is made again, backups of another installation are
     * listed, and those that are missing or damaged are flagged. Nothing is deleted. If more than one and either more
     * than five or more than a quarter of the backups in sight would be lost sight of, nothing is changed at all, and
     * the result has the confirmation that is needed.
     *
     * @return what was different
     * @throws StorageUnavailableException if the storage is not there, is another one, or its listing is incomplete;
     *     nothing is changed then
     * @throws IOException if the storage does not answer; nothing is changed then
     * @throws DataAccessException if the catalogue does not answer
     */
    public Resync resync() throws IOException {
        return resync(null);
    }

    /**
     * The same with a confirmation.
     *
     * @param confirmation of a result that has shown what is lost sight of; null for none
     * @return what was different
     * @throws StorageUnavailableException if the storage is not there, is another one, or its listing is incomplete;
     *     nothing is changed then
     * @throws IOException if the storage does not answer; nothing is changed then
     * @throws DataAccessException if the catalogue does not answer
     */
    public Resync resync(@Nullable String confirmation) throws IOException {
        return resynchronization().run(false, confirmation);
    }

    /**
     * Compares catalogue and storage and changes nothing.
     *
     * @return what {@link #resync} would find
     * @throws StorageUnavailableException if the storage is not there, is another one, or its listing is incomplete
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalogue does not answer
     */
    public Resync previewResync() throws IOException {
        return resynchronization().run(true, null);
    }

    private Resynchronization resynchronization() {
        return new Resynchronization(catalogue, stored, identity, settings.node(), clock.instant(), executor::publish);
    }

    /**
     * Looks whether the storage is there and is the one that the catalogue belongs to. A storage that was never used
     * gets its marker.
     *
     * @throws StorageUnavailableException if it is not
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalogue does not answer
     */
    public void checkStorage() throws IOException {
        identity.require();
    }

    /**
     * Makes the storage that is there now the one that the catalogue belongs to, after backups were moved or a new
     * storage was set up on purpose. Nothing is deleted, and no backup changes: a {@link #resync} tells what is not in
     * the new storage.
     *
     * @return the id of the storage
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalogue does not answer
     */
    public String acceptStorage() throws IOException {
        return identity.accept();
    }

    /**
     * Refuses a backup from elsewhere that is dated in the future: it would pass for the latest one.
     *
     * @param manifest its manifest
     * @throws IllegalArgumentException if it is
     */
    public void requireImportable(BackupManifest manifest) {
        if (isInFuture(manifest.createdAt(), clock.instant())) {
            throw new IllegalArgumentException("The backup " + manifest.id() + " is dated " + manifest.createdAt()
                    + ", which is in the future by the clock of this node");
        }
    }

    /**
     * Takes over a backup from elsewhere: it is stored and listed under its own id.
     *
     * @param manifest of {@link StoredBackups#parseForeign}
     * @param file its file, as it was stored
     * @return the backup
     * @throws BackupConflictException if it is here already, or was removed here
     * @throws IllegalArgumentException if the file is another one than in the manifest; nothing is stored then
     * @throws IOException if the file cannot be read or the storage does not answer; nothing is stored then
     * @throws DataAccessException if the catalogue does not answer; a {@link #resync} lists it
     */
    public Backup takeOver(BackupManifest manifest, InputStream file) throws IOException {
        requireImportable(manifest);
        identity.require();
        Optional<Backup> known = catalogue.find(manifest.id());
        if (known.isPresent()) {
            throw new BackupConflictException("The backup " + manifest.id() + " is here already: it is "
                    + known.get().status() + ".");
        }
        stored.takeOver(manifest, file);
        return resynchronization().add(manifest);
    }

    /** What a dead node has stored is a backup; anything else is not. */
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
                    "What the dead node has stored of backup {} cannot be seen",
                    dead.lease().backupId(),
                    unknown);
        }
        if (catalogue.markDead(dead, problem, clock.instant())) {
            log.warn("Backup {} of {}: {}", dead.lease().backupId(), dead.dataSource(), problem);
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
            case DUMP -> "The node that made it died";
            case VERIFICATION -> "Verification: the node that verified it died";
            case RESTORATION ->
                "Restore: the node that restored it died. An engine that restores in one transaction has left the"
                        + " database as it was; with any other it may be HALF RESTORED: restore the last safety backup";
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
                    "The scratch database of backup {} may be there still",
                    dead.lease().backupId(),
                    remains);
        }
    }

    /** Stops what is being done, which is noted as failed, and waits for it a little. */
    @Override
    public void close() {
        executor.close();
    }
}
