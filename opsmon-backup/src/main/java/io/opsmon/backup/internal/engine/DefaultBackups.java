package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.Backups;
import io.opsmon.backup.RestoreRequest;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.TableRestoreRequest;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.internal.catalogue.CataloguedFiles;
import io.opsmon.log.internal.EntryIds;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes, verifies, restores and removes backups. Long activities run on separate threads, or on the caller's thread if
 * it waits. In a cluster, at most one activity for each database runs at a time. Thread-safe.
 *
 * @since 0.1
 */
public final class DefaultBackups implements Backups, AutoCloseable {

    private final BackupSources sources;
    private final StoredBackups stored;
    private final BackupCatalogue catalogue;
    private final BackupSettings settings;
    private final Clock clock;
    private final EntryIds ids;
    private final LeaseHeartbeat heartbeats;
    private final DeadLeases deadLeases;
    private final BackupExecutor executor;
    private final DumpWork dumps;
    private final StoredActivities activities;
    private final Authentication authentication;
    private final StorageIdentity identity;
    private final BackupCopies copies;
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
    public DefaultBackups(
            List<BackupSource> sources,
            StoredBackups stored,
            BackupCatalogue catalogue,
            BackupSettings settings,
            Consumer<BackupEvent> events,
            Clock clock) {
        this(sources, stored, List.of(), catalogue, settings, events, clock);
    }

    /**
     * Creates the backup service for some databases, with copies of the backups in further storages.
     *
     * @param sources the databases
     * @param stored the stored backups
     * @param storages the storages of copies
     * @param catalogue the catalog
     * @param settings the settings of this node
     * @param events receives an event at the end of each activity; may block, must not throw
     * @param clock the clock
     */
    public DefaultBackups(
            List<BackupSource> sources,
            StoredBackups stored,
            List<CopyStorage> storages,
            BackupCatalogue catalogue,
            BackupSettings settings,
            Consumer<BackupEvent> events,
            Clock clock) {
        this.sources = new BackupSources(sources);
        this.stored = stored;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.ids = new EntryIds(clock);
        this.heartbeats = new LeaseHeartbeat(catalogue, settings.heartbeatTimeout(), this::end);
        this.executor = new BackupExecutor(catalogue, heartbeats, events, clock, settings);
        this.identity = new StorageIdentity(stored.storage(), catalogue.files(), CataloguedFiles.MAIN);
        this.copies = new BackupCopies(catalogue, stored, identity, storages, executor);
        this.authentication = new Authentication(catalogue, stored, settings);
        this.deadLeases = new DeadLeases(this.sources, catalogue, stored, authentication, executor);
        this.dumps = new DumpWork(catalogue, stored, identity, copies, executor);
        this.activities = new StoredActivities(
                this.sources, catalogue, stored, copies, authentication, executor, settings.rehearsesRestores());
        this.removals = new Removals(catalogue, stored, identity, copies, executor);
    }

    /** Starts the heartbeats and the search for dead leases. No activity may be started before. */
    public void start() {
        heartbeats.start();
    }

    @Override
    public List<BackupSource> sources() {
        return sources.all();
    }

    @Override
    public BackupSource source(String dataSource) {
        return sources.get(dataSource);
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

    @Override
    public Backup start(BackupRequest request) {
        return dump(request, request.dataSource(), executor::later);
    }

    @Override
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
        // A safety copy replaces the whole database after a restore that failed.
        BackupPart part = request.trigger() == BackupTrigger.SAFETY ? BackupPart.EVERYTHING : source.part();
        BackupJob job = executor.register(queue(backup, key));
        way.run(
                job,
                source,
                running -> dumps.run(running, source, part),
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

    @Override
    public void startVerification(String id) {
        startVerification(id, false);
    }

    @Override
    public void startVerification(String id, boolean acceptUnsigned) {
        activities.verify(id, acceptUnsigned, executor::later);
    }

    @Override
    public Backup verify(String id) {
        activities.verify(id, false, executor::now);
        return catalogue.find(id).orElseThrow();
    }

    @Override
    public void startRestoration(RestoreRequest request) {
        activities.restore(request, executor::later, () -> safety(request));
    }

    @Override
    public Backup restore(RestoreRequest request) {
        activities.restore(request, executor::now, () -> safety(request));
        return catalogue.find(request.backupId()).orElseThrow();
    }

    @Override
    public void startTableRestoration(TableRestoreRequest request) {
        activities.restoreTable(request, executor::later);
    }

    @Override
    public Backup restoreTable(TableRestoreRequest request) {
        activities.restoreTable(request, executor::now);
        return catalogue.find(request.backupId()).orElseThrow();
    }

    /**
     * Rejects a backup of a part for a restore that removes the tables which the backup does not have.
     *
     * @param scope the scope of the restore
     * @param manifest the manifest of the backup
     * @throws IllegalArgumentException if the scope is {@link RestoreScope#REPLACE}, and the backup has a part
     */
    public static void requireComplete(RestoreScope scope, BackupManifest manifest) {
        LeftOut leftOut = manifest.leftOut();
        if (scope == RestoreScope.REPLACE && !leftOut.isNothing()) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" contains a part of its database:"
                    + " " + leftOut.tables().size() + " tables and the rows of "
                    + leftOut.rows().size()
                    + " tables are left out. A restore over a database would remove them. Restore the backup into an"
                    + " empty database");
        }
    }

    @Override
    public BackupProof authenticate(Backup backup) {
        return authentication.authenticate(backup);
    }

    @Override
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

    @Override
    public boolean cancel(String id) {
        return catalogue.requestCancel(id);
    }

    @Override
    public void delete(String id, String reason) throws IOException {
        activities.storedBackup(id);
        removals.remove(id, reason);
    }

    @Override
    public void delete(String id) throws IOException {
        delete(id, "Requested");
    }

    @Override
    public List<String> finishRemovals() throws IOException {
        return removals.finishAll();
    }

    @Override
    public void deleteOrphan(String name) throws IOException {
        removals.removeOrphan(name);
    }

    @Override
    public List<String> applyRetention(String dataSource) throws IOException {
        @Nullable RetentionPolicy retention = source(dataSource).retention();
        return retention == null ? List.of() : removals.applyRetention(dataSource, retention, clock.instant());
    }

    @Override
    public void copyPending(String dataSource) throws IOException {
        new CopyUpkeep(catalogue, copies, removals, executor).run(source(dataSource), clock.instant());
    }

    /**
     * Deletes the uploads that dead processes have left in the storages of copies.
     *
     * @param age the minimum age of an upload
     * @throws IOException if a storage does not answer; the other storages are complete then
     */
    public void deleteAbandonedCopies(Duration age) throws IOException {
        copies.deleteAbandoned(age);
    }

    @Override
    public Map<String, List<BackupCopy>> copies(Collection<Backup> backups) {
        return copies.of(backups);
    }

    @Override
    public InputStream read(BackupManifest manifest, long offset) throws IOException {
        return copies.read(manifest, offset);
    }

    @Override
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        @Nullable IOException storage = identity.problem();
        if (storage != null) {
            problems.put("storage", String.valueOf(storage.getMessage()));
        }
        problems.putAll(copies.problems());
        removals.held().forEach((dataSource, reason) -> problems.put("retention of " + dataSource, reason));
        return problems;
    }

    @Override
    public @Nullable IOException storageProblem() {
        return identity.problem();
    }

    @Override
    public Resync resync() throws IOException {
        return resync(null);
    }

    @Override
    public Resync resync(@Nullable String confirmation) throws IOException {
        return resynchronization().run(false, confirmation);
    }

    @Override
    public Resync previewResync() throws IOException {
        return resynchronization().run(true, null);
    }

    private Resynchronization resynchronization() {
        return new Resynchronization(
                catalogue,
                stored,
                identity,
                new CopyComparison(catalogue, copies, clock.instant()),
                settings.node(),
                clock.instant(),
                executor::publish);
    }

    @Override
    public void checkStorage() throws IOException {
        identity.require();
    }

    @Override
    public String acceptStorage(String name) throws IOException {
        return copies.place(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no storage of copies \"" + name + "\""))
                .identity()
                .accept();
    }

    @Override
    public String acceptStorage() throws IOException {
        return identity.accept();
    }

    @Override
    public void requireImportable(BackupManifest manifest) {
        if (RetentionPolicy.isInFuture(manifest.createdAt(), clock.instant())) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" is dated " + manifest.createdAt()
                    + ", which is in the future by the clock of this node");
        }
    }

    @Override
    public Backup importBackup(BackupManifest manifest, InputStream file) throws IOException {
        requireImportable(manifest);
        identity.require();
        Optional<Backup> known = catalogue.find(manifest.id());
        if (known.isPresent()) {
            throw new BackupConflictException("Backup \"" + manifest.id() + "\" is already in the catalog: its"
                    + " status is " + known.get().status() + ".");
        }
        stored.importBackup(manifest, file);
        return resynchronization().add(manifest);
    }

    private void end(LeaseSnapshot dead) {
        deadLeases.end(dead);
    }

    /** Stops all activities, records them as failed, and waits for them up to the shutdown grace. */
    @Override
    public void close() {
        executor.close();
    }

    @Override
    public Optional<Backup> find(String id) {
        return catalogue.find(id);
    }

    @Override
    public List<Backup> find(BackupQuery query) {
        return catalogue.find(query);
    }
}
