package io.opsmon.backup;

import io.opsmon.backup.Backups.Resync;
import io.opsmon.backup.StoredBackups.Inventory;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.file.BackupManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares catalogue and storage, and believes the storage. */
final class Resynchronization {

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final String node;

    Resynchronization(BackupCatalogue catalogue, StoredBackups stored, String node) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.node = node;
    }

    Resync run() throws IOException {
        // First the catalogue: what is stored meanwhile is not missing.
        List<Backup> known = known();
        Inventory inventory = stored.inventory();
        List<String> added = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (BackupManifest manifest : inventory.backups()) {
            there.add(manifest.id());
            Optional<Backup> row = catalogue.find(manifest.id());
            if (row.isEmpty() && catalogue.add(imported(manifest), manifest)) {
                added.add(manifest.id());
            } else if (row.isPresent() && row.get().status() == BackupStatus.EXPIRED) {
                // Its removal failed halfway.
                stored.delete(manifest);
            }
        }
        List<String> missing = new ArrayList<>();
        for (Backup backup : known) {
            if (backup.status().isStored() && !there.contains(backup.id()) && catalogue.expire(backup.id())) {
                missing.add(backup.id());
            }
        }
        return new Resync(added, missing, inventory.damaged(), inventory.orphans());
    }

    /** Lists a backup that was not. */
    Backup add(BackupManifest manifest) {
        Backup imported = imported(manifest);
        catalogue.add(imported, manifest);
        return imported;
    }

    private List<Backup> known() {
        List<Backup> known = new ArrayList<>();
        @Nullable String after = null;
        List<Backup> page;
        do {
            page = catalogue.find(new BackupQuery(null, null, null, after, BackupQuery.MAX_LIMIT - 1));
            known.addAll(page);
            after = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == BackupQuery.MAX_LIMIT);
        return known;
    }

    private Backup imported(BackupManifest manifest) {
        return new Backup(
                manifest.id(),
                manifest.dataSource(),
                BackupStatus.SUCCEEDED,
                BackupTrigger.IMPORTED,
                null,
                null,
                node,
                1,
                manifest.createdAt(),
                manifest.createdAt(),
                manifest.createdAt(),
                null,
                Backup.Stored.of(manifest),
                null,
                null);
    }
}
