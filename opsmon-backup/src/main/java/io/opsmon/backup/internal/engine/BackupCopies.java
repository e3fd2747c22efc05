package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.FileState;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.file.SpooledBackup;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first storage of backups and the storages of their copies. A backup is read from the first of them that has its
 * intact file. Thread-safe.
 */
final class BackupCopies {

    private static final Logger log = LoggerFactory.getLogger(BackupCopies.class);

    private final BackupCatalogue catalogue;
    private final StoredBackups first;
    private final StorageIdentity identity;
    private final List<CopyPlace> places;
    private final BackupExecutor executor;

    BackupCopies(
            BackupCatalogue catalogue,
            StoredBackups first,
            StorageIdentity identity,
            List<CopyStorage> storages,
            BackupExecutor executor) {
        this.catalogue = catalogue;
        this.first = first;
        this.identity = identity;
        this.places = storages.stream()
                .map(storage -> CopyPlace.of(storage, first, catalogue.files()))
                .toList();
        this.executor = executor;
    }

    List<CopyPlace> places() {
        return places;
    }

    Optional<CopyPlace> place(String name) {
        return places.stream().filter(place -> place.name().equals(name)).findFirst();
    }

    /** Rejects a backup before its dump if a required storage is unavailable. */
    void requireRequired() throws IOException {
        for (CopyPlace place : places) {
            if (place.settings().isRequired()) {
                place.identity().require();
            }
        }
    }

    /**
     * Copies a backup that was just stored into every storage. An interruption ends the copies, and the missing copies
     * are made later.
     *
     * @return the copies, to be recorded after the backup
     * @throws IOException if the copy into a required storage failed; the backup is in no storage then
     */
    List<BackupCopy> make(BackupJob job, BackupSource source, BackupManifest manifest) throws IOException {
        List<BackupCopy> copies = new ArrayList<>();
        for (CopyPlace place : places) {
            try {
                place.copy(manifest, () -> first.read(manifest, 0));
                copies.add(place.copy(State.STORED, executor.clock().instant(), null));
            } catch (IOException | RuntimeException failure) {
                if (place.settings().isRequired()) {
                    deleteAll(manifest, failure);
                    throw new IOException(
                            "The copy into the required storage \"" + place.name() + "\" failed: "
                                    + failure.getMessage(),
                            failure);
                }
                boolean isStopped =
                        job.reason() != null || Thread.currentThread().isInterrupted();
                String problem = isStopped ? "The copy was interrupted" : executor.withoutSecrets(failure, source);
                log.warn(
                        "Backup \"{}\" of data source \"{}\" is stored, but was not copied into storage \"{}\"."
                                + " The copy is made later",
                        manifest.id(),
                        source.name(),
                        place.name(),
                        failure);
                copies.add(place.copy(State.FAILED, executor.clock().instant(), problem));
                if (isStopped) {
                    return copies;
                }
            }
        }
        return copies;
    }

    private void deleteAll(BackupManifest manifest, Exception reason) {
        List<StoredBackups> all = new ArrayList<>(List.of(first));
        places.forEach(place -> all.add(place.stored()));
        for (StoredBackups stored : all) {
            try {
                stored.delete(manifest);
            } catch (IOException | RuntimeException remains) {
                reason.addSuppressed(remains);
            }
        }
    }

    /** Records the copies of a backup, and reports the failed copies. */
    void note(String id, List<BackupCopy> copies) {
        List<String> failed = new ArrayList<>();
        for (BackupCopy copy : copies) {
            boolean unused =
                    executor.retryUntilRecorded(() -> catalogue.copies().note(id, copy));
            if (copy.state() == State.FAILED) {
                failed.add(copy.storage() + ": " + copy.problem());
            }
        }
        if (!failed.isEmpty()) {
            executor.publish(BackupEvent.Kind.COPY_FAILED, id, String.join("; ", failed));
        }
    }

    /**
     * Copies a file out of the first storage that has an intact file, and checks the copy as
     * {@link StoredBackups#spool} does.
     */
    SpooledBackup spool(BackupManifest manifest) throws IOException {
        return fromAny(manifest, stored -> stored.spool(manifest));
    }

    /** Reads a file without decoding, from the first storage that has a file. */
    InputStream read(BackupManifest manifest, long offset) throws IOException {
        return fromAny(manifest, stored -> stored.read(manifest, offset));
    }

    private interface Use<T> {
        T of(StoredBackups stored) throws IOException;
    }

    /** Every storage may be tried, because the content is compared with the manifest of the catalog. */
    private <T> T fromAny(BackupManifest manifest, Use<T> use) throws IOException {
        IOException failure;
        try {
            identity.require();
            return use.of(first);
        } catch (IOException failed) {
            failure = failed;
        }
        for (CopyPlace place : places) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            try {
                place.identity().require();
                T read = use.of(place.stored());
                noteUnread(manifest, place, failure);
                return read;
            } catch (IOException failed) {
                failure.addSuppressed(failed);
            }
        }
        throw failure;
    }

    private void noteUnread(BackupManifest manifest, CopyPlace place, IOException failure) {
        boolean isRemoved = catalogue
                .find(manifest.id())
                .map(Backup::stored)
                .map(stored -> stored.state() == FileState.REMOVED)
                .orElse(false);
        if (isRemoved) {
            return;
        }
        log.warn(
                "Backup \"{}\" is read from its copy in storage \"{}\", because the first storage has no intact"
                        + " file: {}",
                manifest.id(),
                place.name(),
                failure.getMessage());
        if (failure instanceof DamagedBackupException && catalogue.files().noteRead(manifest.id(), FileState.DAMAGED)) {
            executor.publish(BackupEvent.Kind.DAMAGED, manifest.id());
        } else if (failure instanceof FileNotFoundException
                && catalogue.files().noteRead(manifest.id(), FileState.MISSING)) {
            executor.publish(BackupEvent.Kind.MISSING, manifest.id());
        }
    }

    /** Deletes the copies of a backup that is being removed, from every storage that may have one. */
    void delete(BackupManifest manifest) throws IOException {
        Map<String, List<BackupCopy>> known = catalogue.copies().of(List.of(manifest.id()));
        for (CopyPlace place : places) {
            if (place.state(known, manifest.id()) != State.REMOVED) {
                place.identity().require();
                place.stored().delete(manifest);
            }
        }
    }

    void deleteAbandoned(Duration age) throws IOException {
        @Nullable IOException failure = null;
        for (CopyPlace place : places) {
            try {
                place.settings().storage().deleteAbandoned(age);
            } catch (IOException unavailable) {
                failure = failure == null ? unavailable : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    boolean hasStored(String id) {
        Map<String, List<BackupCopy>> known = catalogue.copies().of(List.of(id));
        return places.stream().anyMatch(place -> place.state(known, id) == State.STORED);
    }

    /** Returns the recorded copies, and a pending copy for each storage without a record. */
    Map<String, List<BackupCopy>> of(Collection<Backup> backups) {
        Map<String, List<BackupCopy>> known = places.isEmpty()
                ? Map.of()
                : catalogue.copies().of(backups.stream().map(Backup::id).toList());
        Map<String, List<BackupCopy>> all = new LinkedHashMap<>();
        for (Backup backup : backups) {
            List<BackupCopy> copies = new ArrayList<>(known.getOrDefault(backup.id(), List.of()));
            if (backup.status().isStored()) {
                places.stream()
                        .filter(place ->
                                copies.stream().noneMatch(copy -> copy.storage().equals(place.name())))
                        .forEach(place -> copies.add(new BackupCopy(place.name(), State.PENDING, null, null)));
            }
            all.put(backup.id(), copies);
        }
        return all;
    }

    /** Returns the problems of the storages of copies, by {@code storage} and name. */
    Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        if (!places.isEmpty()) {
            catalogue
                    .copies()
                    .problems()
                    .forEach((name, problem) ->
                            place(name).ifPresent(place -> problems.put("storage " + name, problem)));
            for (CopyPlace place : places) {
                @Nullable IOException problem = place.identity().problem();
                if (problem != null) {
                    problems.put("storage " + place.name(), String.valueOf(problem.getMessage()));
                }
            }
        }
        return problems;
    }

    Instant now() {
        return executor.clock().instant();
    }
}
