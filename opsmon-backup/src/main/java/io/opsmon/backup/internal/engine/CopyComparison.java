package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.FileState;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.StoredBackups.Inventory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the catalog with the storages of copies. A backup that only a storage of copies has is added to the catalog.
 * A copy that is missing or differs is recorded as failed, so that it is made again. An unavailable storage is skipped.
 */
final class CopyComparison {

    private static final Logger log = LoggerFactory.getLogger(CopyComparison.class);

    private final BackupCatalogue catalogue;
    private final BackupCopies copies;
    private final Instant now;

    private final Map<String, BackupManifest> added = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();

    private record Change(String id, BackupCopy copy) {}

    CopyComparison(BackupCatalogue catalogue, BackupCopies copies, Instant now) {
        this.catalogue = catalogue;
        this.copies = copies;
        this.now = now;
    }

    /**
     * Compares all storages of copies.
     *
     * @param known the backups of the catalog
     * @param addedFromFirst the backups that only the first storage has
     */
    void compare(List<Backup> known, List<BackupManifest> addedFromFirst) {
        for (CopyPlace place : copies.places()) {
            try {
                place.identity().require();
                Inventory inventory = place.stored().inventory();
                if (!inventory.isMarked()) {
                    throw new IOException("The listing lacks the marker of the storage");
                }
                compare(place, inventory, known, addedFromFirst);
            } catch (IOException unavailable) {
                log.warn(
                        "Copies of backups in storage \"{}\" are not compared: {}",
                        place.name(),
                        unavailable.getMessage());
            }
        }
    }

    private void compare(
            CopyPlace place, Inventory inventory, List<Backup> known, List<BackupManifest> addedFromFirst) {
        Map<String, BackupManifest> seen = new HashMap<>();
        inventory.backups().forEach(manifest -> seen.put(manifest.id(), manifest));
        for (Backup backup : known) {
            @Nullable BackupManifest found = seen.remove(backup.id());
            if (backup.status().isStored() && backup.activity() == null) {
                compare(place, backup, found);
            }
        }
        for (BackupManifest manifest : addedFromFirst) {
            if (manifest.equals(seen.remove(manifest.id()))) {
                changes.add(new Change(manifest.id(), place.copy(State.STORED, now, null)));
            }
        }
        for (BackupManifest manifest : seen.values()) {
            boolean isNew = catalogue.find(manifest.id()).isEmpty()
                    && !RetentionPolicy.isInFuture(manifest.createdAt(), now)
                    && manifest.equals(added.getOrDefault(manifest.id(), manifest));
            if (isNew) {
                added.put(manifest.id(), manifest);
                changes.add(new Change(manifest.id(), place.copy(State.STORED, now, null)));
            }
        }
    }

    private void compare(CopyPlace place, Backup backup, @Nullable BackupManifest found) {
        State state = place.state(catalogue.copies().of(List.of(backup.id())), backup.id());
        boolean isStored =
                found != null && found.equals(catalogue.manifest(backup.id()).orElse(null));
        if (isStored && state != State.STORED) {
            changes.add(new Change(backup.id(), place.copy(State.STORED, now, null)));
        } else if (!isStored && state == State.STORED) {
            String problem = found == null
                    ? "The storage has no usable copy of this backup"
                    : "The manifest of the copy differs from the manifest in the catalog";
            changes.add(new Change(backup.id(), place.copy(State.FAILED, now, problem)));
        }
    }

    /** Returns the ids of the backups that only storages of copies have. */
    List<String> added() {
        return List.copyOf(added.keySet());
    }

    void apply(Function<BackupManifest, Backup> imported, BiConsumer<BackupEvent.Kind, String> events) {
        added.values().forEach(manifest -> {
            if (catalogue.add(imported.apply(manifest), manifest)) {
                boolean unused = catalogue.files().note(manifest.id(), FileState.REMOVED);
            }
        });
        for (Change change : changes) {
            boolean unused = catalogue.copies().note(change.id(), change.copy());
        }
        for (Change change : changes) {
            if (change.copy().state() == State.FAILED && isNowhere(change.id())) {
                boolean unused = catalogue.files().note(change.id(), FileState.MISSING);
                events.accept(BackupEvent.Kind.MISSING, change.id());
            }
        }
    }

    private boolean isNowhere(String id) {
        return catalogue
                        .find(id)
                        .map(Backup::stored)
                        .map(file -> file.state() == FileState.REMOVED)
                        .orElse(false)
                && !copies.hasStored(id);
    }
}
