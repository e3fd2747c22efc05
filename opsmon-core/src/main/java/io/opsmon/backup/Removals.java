package io.opsmon.backup;

import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.CataloguedFiles.Removal;
import io.opsmon.backup.file.BackupManifest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;

/**
 * The only way by which files of a backup are deleted: somebody asked for it, or retention decided it. The decision is
 * noted first, with its reason, so that a node that dies on the way leaves a removal that is finished later.
 * Thread-safe.
 */
final class Removals {

    private static final Logger log = LoggerFactory.getLogger(Removals.class);
    private static final int MAX_REASON = 500;

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final StorageIdentity identity;
    private final BackupExecutor executor;

    /** Data sources whose retention does nothing now, and why. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    Removals(BackupCatalogue catalogue, StoredBackups stored, StorageIdentity identity, BackupExecutor executor) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.identity = identity;
        this.executor = executor;
    }

    void remove(String id, String reason) throws IOException {
        // Of a storage that is not there, everything looks deleted.
        identity.require();
        BackupManifest manifest = catalogue.manifest(id).orElseThrow();
        String noted = reason.substring(0, Math.min(reason.length(), MAX_REASON));
        // First, so that nobody begins to read it.
        if (!catalogue.files().beginRemoval(id, noted)) {
            throw new BackupConflictException("Something is being done with the backup " + id + ". Cancel it first.");
        }
        finish(manifest, noted);
    }

    private void finish(BackupManifest manifest, String reason) throws IOException {
        stored.delete(manifest);
        // Before the end is noted: a node that dies here tells it twice rather than never.
        executor.publish(BackupEvent.Kind.REMOVED, manifest.id(), reason);
        catalogue.files().endRemoval(manifest.id());
    }

    /** Finishes the removals that a node which died, or a storage which did not answer, has left. */
    List<String> finishAll() throws IOException {
        List<String> finished = new ArrayList<>();
        for (Removal removal : catalogue.files().removals()) {
            identity.require();
            Optional<BackupManifest> manifest = catalogue.manifest(removal.backupId());
            if (manifest.isPresent()) {
                finish(manifest.get(), removal.reason());
                finished.add(removal.backupId());
            }
        }
        return finished;
    }

    List<String> applyRetention(String dataSource, RetentionPolicy retention, Instant now) throws IOException {
        List<Backup> all = catalogue.stored(dataSource);
        Optional<String> reason = ClockGuard.reasonToWait(all, now);
        if (reason.isPresent()) {
            if (!reason.get().equals(held.put(dataSource, reason.get()))) {
                log.warn("Retention of {} removes nothing: {}", dataSource, reason.get());
            }
            return List.of();
        }
        held.remove(dataSource);
        List<String> removed = new ArrayList<>();
        for (Backup backup : retention.expired(all, now)) {
            try {
                remove(backup.id(), "Not kept by retention: " + retention.inWords());
                removed.add(backup.id());
            } catch (BackupConflictException | NoSuchElementException busy) {
                log.debug("The backup {} is not removed now: {}", backup.id(), busy.getMessage());
            }
        }
        return removed;
    }

    Map<String, String> held() {
        return Map.copyOf(held);
    }

    void removeOrphan(String name) throws IOException {
        identity.require();
        Assert.isTrue(
                !BackupStorage.requireName(name).equals(BackupStorage.MARKER),
                () -> name + " is the marker of the storage, and is not deleted");
        BackupStorage storage = stored.storage();
        if (storage.find(name).isEmpty()) {
            throw new NoSuchElementException("There is no file " + name + " in the storage.");
        }
        boolean isManifest = name.endsWith(BackupManifest.SUFFIX);
        String file = isManifest ? name.substring(0, name.length() - BackupManifest.SUFFIX.length()) : name;
        if (catalogue.files().isOfBackup(file)) {
            throw new BackupConflictException(
                    "The file " + name + " is of a backup that the catalogue lists. Remove the backup instead.");
        }
        String other = isManifest ? file : file + BackupManifest.SUFFIX;
        if (storage.find(other).isPresent() && !isRemoved(file)) {
            throw new BackupConflictException("The file " + name + " is no orphan: " + other + " is there, too.");
        }
        storage.delete(name);
        log.info("The orphaned file {} was deleted", name);
    }

    /**
     * Whether the catalogue knows that the backup of this file was removed or cancelled: somebody has put the files
     * back.
     */
    private boolean isRemoved(String file) {
        return catalogue.files().isOfRemoved(file);
    }
}
