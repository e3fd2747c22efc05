package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes missing copies of the backups of a data source, and removes the copies that the retention of their storage does
 * not keep. A new storage receives only the backups that its retention keeps. Runs on one node of a cluster.
 */
record CopyUpkeep(BackupCatalogue catalogue, BackupCopies copies, Removals removals, BackupExecutor executor) {

    private static final Logger log = LoggerFactory.getLogger(CopyUpkeep.class);

    /** Continues with the next storage if one is unavailable, and throws the first failure at the end. */
    void run(BackupSource source, Instant now) throws IOException {
        @Nullable IOException failure = null;
        for (CopyPlace place : copies.places()) {
            try {
                place.identity().require();
                run(place, source, now);
            } catch (IOException unavailable) {
                log.warn(
                        "Copies of backups of data source \"{}\" in storage \"{}\" are not complete: {}",
                        source.name(),
                        place.name(),
                        unavailable.getMessage());
                failure = failure == null ? unavailable : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void run(CopyPlace place, BackupSource source, Instant now) throws IOException {
        List<Backup> all = catalogue.stored(source.name());
        Map<String, List<BackupCopy>> known = catalogue.copies().ofDataSource(source.name());
        List<Backup> concerned = all.stream()
                .filter(backup -> backup.trigger() != BackupTrigger.IMPORTED)
                .filter(backup -> place.state(known, backup.id()) != State.REMOVED)
                .toList();
        @Nullable RetentionPolicy retention = place.retention(source);
        Set<String> surplus = new HashSet<>();
        if (retention != null && ClockGuard.reasonToWait(all, now).isEmpty()) {
            retention.expiredCopies(concerned, now).forEach(backup -> surplus.add(backup.id()));
        }
        for (Backup backup : concerned) {
            if (backup.activity() != null) {
                continue;
            }
            State state = place.state(known, backup.id());
            BackupManifest manifest = catalogue.manifest(backup.id()).orElseThrow();
            if (surplus.contains(backup.id())) {
                remove(place, manifest);
            } else if (state != State.STORED) {
                copy(place, source, manifest);
            }
        }
    }

    private void copy(CopyPlace place, BackupSource source, BackupManifest manifest) throws IOException {
        try {
            place.copy(manifest, () -> copies.read(manifest, 0));
        } catch (IOException | RuntimeException failure) {
            boolean unused = catalogue
                    .copies()
                    .note(
                            manifest.id(),
                            place.copy(State.FAILED, copies.now(), executor.withoutSecrets(failure, source)));
            // The failure may concern one backup only, unless the storage is unavailable.
            place.identity().require();
            log.warn("Backup \"{}\" cannot be copied into storage \"{}\"", manifest.id(), place.name(), failure);
            return;
        }
        if (catalogue.copies().note(manifest.id(), place.copy(State.STORED, copies.now(), null))) {
            log.info("Backup \"{}\" was copied into storage \"{}\"", manifest.id(), place.name());
        } else {
            // The backup was removed meanwhile.
            place.stored().delete(manifest);
        }
    }

    /** Recorded before the deletion, so that nothing relies on the copy. */
    private void remove(CopyPlace place, BackupManifest manifest) throws IOException {
        if (!catalogue.copies().note(manifest.id(), place.copy(State.REMOVED, copies.now(), null))) {
            return;
        }
        place.stored().delete(manifest);
        log.info("Retention of storage \"{}\" does not keep backup \"{}\"", place.name(), manifest.id());
        try {
            removals.removeIfNowhere(manifest.id());
        } catch (BackupConflictException | NoSuchElementException busy) {
            log.debug("Backup \"{}\" is not removed now: {}", manifest.id(), busy.getMessage());
        }
    }
}
