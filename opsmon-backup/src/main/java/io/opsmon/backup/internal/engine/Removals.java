package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.FileState;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.CataloguedFiles.Removal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;

/**
 * Deletes the files of backups, on request or for retention; no other type does. The decision is recorded with its
 * reason before the deletion, so that the removal can be finished after a crash. Thread-safe.
 */
final class Removals {

    private static final Logger log = LoggerFactory.getLogger(Removals.class);
    private static final int MAX_REASON = 500;

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final StorageIdentity identity;
    private final BackupCopies copies;
    private final BackupExecutor executor;

    /** Suspended retention: data source to reason. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    Removals(
            BackupCatalogue catalogue,
            StoredBackups stored,
            StorageIdentity identity,
            BackupCopies copies,
            BackupExecutor executor) {
        this.copies = copies;
        this.catalogue = catalogue;
        this.stored = stored;
        this.identity = identity;
        this.executor = executor;
    }

    void remove(String id, String reason) throws IOException {
        // In a missing storage, every file would look deleted.
        identity.require();
        BackupManifest manifest = catalogue.manifest(id).orElseThrow();
        String noted = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        // Recorded before the deletion, so that no activity begins to read the backup.
        if (!catalogue.files().beginRemoval(id, noted)) {
            throw new BackupConflictException("Backup \"" + id + "\" has another activity. Cancel the activity first.");
        }
        finish(manifest, noted);
    }

    private void finish(BackupManifest manifest, String reason) throws IOException {
        stored.delete(manifest);
        copies.delete(manifest);
        // Published before the end is recorded: a crash in between repeats the event instead of losing it.
        executor.publish(BackupEvent.Kind.REMOVED, manifest.id(), reason);
        catalogue.files().endRemoval(manifest.id());
        catalogue.copies().forget(manifest.id());
    }

    /** Finishes removals that were interrupted by a dead node or an unavailable storage. */
    List<String> finishAll() throws IOException {
        List<String> finished = new ArrayList<>();
        @Nullable IOException failure = null;
        for (Removal removal : catalogue.files().removals()) {
            identity.require();
            Optional<BackupManifest> manifest = catalogue.manifest(removal.backupId());
            try {
                if (manifest.isPresent()) {
                    finish(manifest.get(), removal.reason());
                    finished.add(removal.backupId());
                }
            } catch (IOException unavailable) {
                // The storage of one copy does not delay the removal of other backups.
                failure = failure == null ? unavailable : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return finished;
    }

    List<String> applyRetention(String dataSource, RetentionPolicy retention, Instant now) throws IOException {
        List<Backup> all = catalogue.stored(dataSource);
        Optional<String> reason = ClockGuard.reasonToWait(all, now);
        if (reason.isPresent()) {
            if (!reason.get().equals(held.put(dataSource, reason.get()))) {
                log.warn("Retention of data source \"{}\" is suspended: {}", dataSource, reason.get());
            }
            return List.of();
        }
        held.remove(dataSource);
        List<String> removed = new ArrayList<>();
        for (Backup backup : retention.expired(all, now)) {
            try {
                removeFromFirst(backup.id(), "Not kept by retention: " + retention.inWords());
                removed.add(backup.id());
            } catch (BackupConflictException | NoSuchElementException busy) {
                log.debug("Backup \"{}\" is not removed now: {}", backup.id(), busy.getMessage());
            }
        }
        return removed;
    }

    /** Removes the files from the first storage. The backup is removed completely if no copy of it is stored. */
    private void removeFromFirst(String id, String reason) throws IOException {
        if (!copies.hasStored(id)) {
            remove(id, reason);
            return;
        }
        identity.require();
        if (!catalogue.files().note(id, FileState.REMOVED)) {
            throw new BackupConflictException("Backup \"" + id + "\" has another activity");
        }
        stored.delete(catalogue.manifest(id).orElseThrow());
        executor.publish(BackupEvent.Kind.REMOVED, id, reason + ". Copies are kept in other storages");
        removeIfNowhere(id);
    }

    /** Ends a backup whose last file was removed by the retention of its storage. */
    void removeIfNowhere(String id) throws IOException {
        boolean isRemoved = catalogue
                .find(id)
                .map(Backup::stored)
                .map(file -> file.state() == FileState.REMOVED)
                .orElse(false);
        if (isRemoved && !copies.hasStored(id)) {
            remove(id, "Not kept by the retention of any storage");
        }
    }

    Map<String, String> held() {
        return Map.copyOf(held);
    }

    void removeOrphan(String name) throws IOException {
        identity.require();
        Assert.isTrue(
                !BackupStorage.requireName(name).equals(BackupStorage.MARKER),
                () -> "\"" + name + "\" is the marker of the storage and cannot be deleted");
        BackupStorage storage = stored.storage();
        if (storage.find(name).isEmpty()) {
            throw new NoSuchElementException("There is no file \"" + name + "\" in the storage.");
        }
        boolean isManifest = name.endsWith(BackupManifest.SUFFIX);
        String file = isManifest ? name.substring(0, name.length() - BackupManifest.SUFFIX.length()) : name;
        if (catalogue.files().isOfBackup(file)) {
            throw new BackupConflictException(
                    "The file \"" + name + "\" belongs to a backup in the catalog. Remove the backup instead.");
        }
        String other = isManifest ? file : file + BackupManifest.SUFFIX;
        if (storage.find(other).isPresent() && !isRemoved(file)) {
            throw new BackupConflictException(
                    "The file \"" + name + "\" is not orphaned, because \"" + other + "\" is in the storage, too.");
        }
        storage.delete(name);
        log.info("Orphaned file \"{}\" was deleted", name);
    }

    /**
     * Checks whether the catalog lists the backup of this file as removed or cancelled, which means that the files were
     * copied into the storage again.
     */
    private boolean isRemoved(String file) {
        return catalogue.files().isOfRemoved(file);
    }
}
