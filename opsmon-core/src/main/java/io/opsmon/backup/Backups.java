package io.opsmon.backup;

import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.Claim;
import io.opsmon.backup.catalogue.BackupCatalogue.Sighting;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.log.EntryIds;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
 * Makes backups, proves that they restore, restores and removes them. What takes long is done on threads of its own, or on the caller's where it waits for it; on one node of a cluster, and never two things with one database. Thread-safe.
 *
 * @since 0.1
 */
public final class Backups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Backups.class);

    private final Map<String, BackupSource> sources;
    private final StoredBackups stored;
    private final BackupCatalogue catalogue;
    private final BackupSettings settings;
    private final Clock clock;
    private final EntryIds ids;
    private final Pulse pulse;
    private final Runs runs;
    private final DumpWork dumps;
    private final VerificationWork verifications;
    private final RestorationWork restorations;
    private final Authentication authentication;

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
        this.pulse = new Pulse(catalogue, settings.deadAfter(), this::bury);
        this.runs = new Runs(catalogue, pulse, events, clock, settings);
        this.dumps = new DumpWork(catalogue, stored, runs);
        this.verifications = new VerificationWork(catalogue, stored, runs);
        this.restorations = new RestorationWork(catalogue, stored, runs);
        this.authentication = new Authentication(catalogue, stored, settings);
    }

    /** Begins to look for what other nodes have left undone. Before that, nothing must be started. */
    public void start() {
        pulse.start();
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
        return dump(request, request.dataSource(), runs::later);
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
        Backup queued = dump(request, key, runs::now);
        return catalogue.find(queued.id()).orElse(queued);
    }

    private Backup dump(BackupRequest request, String key, Runs.Way way) {
        BackupSource source = source(request.dataSource());
        Backup backup = queued(request);
        LocalRun run = runs.register(queue(backup, key));
        way.run(
                run,
                source,
                running -> dumps.run(running, source),
                (problem, stopped) -> dumps.failed(run.claim(), problem, stopped));
        return backup;
    }

    private Claim queue(Backup backup, String key) {
        long expected = catalogue
                .lastStored(backup.dataSource())
                .map(Backup::stored)
                .map(Backup.Stored::dumpBytes)
                .orElse(0L);
        return catalogue.queue(backup, key, Runs.newToken(), expected);
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
     * @throws UnauthenticatedBackupException if nothing proves that the backup is one of this installation, or of another that has its keys
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
     * @param acceptUnsigned whether a backup is verified that nothing proves ({@link BackupProof#NONE}), if {@link BackupSettings#allowUnsignedImports} permits that
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves the backup, and that is not permitted or not accepted
     * @throws IllegalArgumentException if its runner is not for its data source
     * @throws BackupConflictException if something is being done with it
     * @throws DataAccessException if the catalogue does not answer
     */
    public void startVerification(String id, boolean acceptUnsigned) {
        verify(id, acceptUnsigned, runs::later);
    }

    /**
     * Proves on this thread that a backup restores.
     *
     * @param id the backup
     * @return the backup, verified or with a problem
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws UnauthenticatedBackupException if nothing proves that the backup is one of this installation, or of another that has its keys
     * @throws IllegalArgumentException if its runner is not for its data source
     * @throws BackupConflictException if something is being done with it
     * @throws DataAccessException if the catalogue does not answer
     */
    public Backup verify(String id) {
        verify(id, false, runs::now);
        return catalogue.find(id).orElseThrow();
    }

    private void verify(String id, boolean acceptUnsigned, Runs.Way way) {
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, acceptUnsigned);
        BackupSource source = source(backup.dataSource());
        requireRunner(source, source.database(), manifest);
        LocalRun run = runs.register(catalogue.claim(
                id,
                Kind.VERIFICATION,
                "the verification of " + id,
                Runs.newToken(),
                clock.instant(),
                manifest.dumpBytes()));
        way.run(
                run,
                source,
                running -> verifications.run(running, source, manifest),
                (problem, stopped) -> verifications.failed(run.claim(), problem, stopped));
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
        restore(request, runs::later);
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
        restore(request, runs::now);
        return catalogue.find(request.backupId()).orElseThrow();
    }

    private void restore(RestoreRequest request, Runs.Way way) {
        String id = request.backupId();
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        // A safety backup is made of what is known only; the source of a backup from elsewhere may not be.
        boolean isOfTarget = request.scope() == RestoreScope.REPLACE || !sources.containsKey(backup.dataSource());
        BackupSource source = source(isOfTarget ? request.target().name() : backup.dataSource());
        requireRunner(source, request.target(), manifest);
        LocalRun run = runs.register(catalogue.claim(
                id, Kind.RESTORATION, request.target().name(), Runs.newToken(), clock.instant(), manifest.dumpBytes()));
        way.run(
                run,
                source,
                running -> restorations.run(running, source, manifest, request, () -> safety(request)),
                (problem, stopped) -> restorations.failed(run.claim(), problem, stopped));
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

    /** The database itself is claimed by the restore. */
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
     * @throws NoSuchElementException if there is no such backup, or nothing of it is stored
     * @throws BackupConflictException if something is being done with it
     * @throws IOException if a file may be there still; a {@link #resync} tries again
     * @throws DataAccessException if the catalogue does not answer
     */
    public void delete(String id) throws IOException {
        storedBackup(id);
        BackupManifest manifest = catalogue.manifest(id).orElseThrow();
        // First, so that nobody begins to read it.
        if (!catalogue.expire(id)) {
            throw new BackupConflictException("Something is being done with the backup " + id + ". Cancel it first.");
        }
        stored.delete(manifest);
    }

    /**
     * Removes what the data source's retention does not keep. What something is being done with is left for the next time.
     *
     * @param dataSource the data source
     * @return the ids of those that were removed
     * @throws IOException if a file may be there still
     * @throws DataAccessException if the catalogue does not answer
     */
    public List<String> applyRetention(String dataSource) throws IOException {
        @Nullable RetentionPolicy retention = source(dataSource).retention();
        List<String> removed = new ArrayList<>();
        if (retention != null) {
            for (Backup backup : retention.expired(catalogue.stored(dataSource))) {
                try {
                    delete(backup.id());
                    removed.add(backup.id());
                } catch (BackupConflictException | NoSuchElementException busy) {
                    log.debug("The backup {} is not removed now: {}", backup.id(), busy.getMessage());
                }
            }
        }
        return removed;
    }

    /**
     * What a comparison of catalogue and storage has found.
     *
     * @param added backups that were in the storage only
     * @param missing backups whose files are gone
     * @param damaged manifests in the storage that cannot be trusted
     * @param orphans files in the storage that belong to no backup
     */
    public record Resync(List<String> added, List<String> missing, List<String> damaged, List<String> orphans) {}

    /**
     * Makes the catalogue what the storage says: a lost catalogue is made again, backups of another installation are taken over.
     *
     * @return what was different
     * @throws IOException if the storage does not answer
     * @throws DataAccessException if the catalogue does not answer
     */
    public Resync resync() throws IOException {
        return new Resynchronization(catalogue, stored, settings.node()).run();
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
        Optional<Backup> known = catalogue.find(manifest.id());
        if (known.isPresent()) {
            throw new BackupConflictException("The backup " + manifest.id() + " is here already: it is "
                    + known.get().status() + ".");
        }
        stored.takeOver(manifest, file);
        return new Resynchronization(catalogue, stored, settings.node()).add(manifest);
    }

    /** What a dead node has stored is a backup; anything else is not. */
    private void bury(Sighting dead) {
        String problem = problem(dead);
        try {
            if (dead.kind() == Kind.DUMP && dead.file() != null) {
                Optional<BackupManifest> manifest = stored.manifest(dead.file());
                if (manifest.isPresent() && authentication.isOf(manifest.get(), dead.claim())) {
                    catalogue.succeed(dead.claim(), manifest.get(), clock.instant());
                    return;
                }
            }
        } catch (IOException | UnauthenticatedBackupException unknown) {
            log.warn(
                    "What the dead node has stored of backup {} cannot be seen",
                    dead.claim().backupId(),
                    unknown);
        }
        if (catalogue.bury(dead, problem, clock.instant())) {
            log.warn("Backup {} of {}: {}", dead.claim().backupId(), dead.dataSource(), problem);
            dropScratch(dead);
            runs.publish(
                    switch (dead.kind()) {
                        case DUMP -> BackupEvent.Kind.FAILED;
                        case VERIFICATION -> BackupEvent.Kind.VERIFICATION_FAILED;
                        case RESTORATION -> BackupEvent.Kind.RESTORATION_FAILED;
                    },
                    dead.claim().backupId());
        }
    }

    private static String problem(Sighting dead) {
        return switch (dead.kind()) {
            case DUMP -> "The node that made it died";
            case VERIFICATION -> "Verification: the node that verified it died";
            case RESTORATION ->
                "Restore: the node that restored it died. An engine that restores in one transaction has left the"
                        + " database as it was; with any other it may be HALF RESTORED: restore the last safety backup";
        };
    }

    private void dropScratch(Sighting dead) {
        @Nullable BackupSource source = sources.get(dead.dataSource());
        if (dead.kind() != Kind.VERIFICATION || source == null) {
            return;
        }
        try {
            source.runner()
                    .scratch(
                            source.scratch(),
                            VerificationWork.scratchName(dead.claim().backupId()))
                    .close();
        } catch (Exception remains) {
            log.warn(
                    "The scratch database of backup {} may be there still",
                    dead.claim().backupId(),
                    remains);
        }
    }

    /** Stops what is being done, which is noted as failed, and waits for it a little. */
    @Override
    public void close() {
        runs.close();
    }
}
