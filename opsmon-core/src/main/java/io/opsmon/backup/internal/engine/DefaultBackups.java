package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupDatabase;
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
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.TableRestoreRequest;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
import io.opsmon.log.internal.EntryIds;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
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

/**
 * Makes, verifies, restores and removes backups. Long activities run on separate threads, or on the caller's thread if
 * it waits. In a cluster, at most one activity for each database runs at a time. Thread-safe.
 *
 * @since 0.1
 */
public final class DefaultBackups implements Backups, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DefaultBackups.class);

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
    private final TableRestorationWork tableRestorations;
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
    public DefaultBackups(
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
        this.restorations = new RestorationWork(catalogue, stored, executor, settings.rehearsesRestores());
        this.tableRestorations = new TableRestorationWork(catalogue, stored, executor);
        this.authentication = new Authentication(catalogue, stored, settings);
        this.removals = new Removals(catalogue, stored, identity, executor);
    }

    /** Starts the heartbeats and the search for dead leases. No activity may be started before. */
    public void start() {
        heartbeats.start();
    }

    @Override
    public List<BackupSource> sources() {
        return List.copyOf(sources.values());
    }

    @Override
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
        verify(id, acceptUnsigned, executor::later);
    }

    @Override
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

    @Override
    public void startRestoration(RestoreRequest request) {
        restore(request, executor::later);
    }

    @Override
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
        requireComplete(request.scope(), manifest);
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

    @Override
    public void startTableRestoration(TableRestoreRequest request) {
        restore(request, executor::later);
    }

    @Override
    public Backup restoreTable(TableRestoreRequest request) {
        restore(request, executor::now);
        return catalogue.find(request.backupId()).orElseThrow();
    }

    private void restore(TableRestoreRequest request, BackupExecutor.Way way) {
        Backup backup = storedBackup(request.backupId());
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        BackupSource source = source(request.target().name());
        requireRunner(source, request.target(), manifest);
        TableRestore table = TableRestorationWork.table(manifest, request);
        BackupJob job = executor.register(catalogue.lease(
                backup.id(),
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
                    return tableRestorations.run(running, source, manifest, request, table);
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

    private Backup storedBackup(String id) {
        Backup backup =
                catalogue.find(id).orElseThrow(() -> new NoSuchElementException("There is no backup \"" + id + "\"."));
        if (!backup.status().isStored()) {
            throw new NoSuchElementException(
                    "Backup \"" + id + "\" has no stored files: its status is " + backup.status() + ".");
        }
        return backup;
    }

    @Override
    public boolean cancel(String id) {
        return catalogue.requestCancel(id);
    }

    @Override
    public void delete(String id, String reason) throws IOException {
        storedBackup(id);
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
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        @Nullable IOException storage = identity.problem();
        if (storage != null) {
            problems.put("storage", String.valueOf(storage.getMessage()));
        }
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
        return new Resynchronization(catalogue, stored, identity, settings.node(), clock.instant(), executor::publish);
    }

    @Override
    public void checkStorage() throws IOException {
        identity.require();
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

    @Override
    public Optional<Backup> find(String id) {
        return catalogue.find(id);
    }

    @Override
    public List<Backup> find(BackupQuery query) {
        return catalogue.find(query);
    }
}
