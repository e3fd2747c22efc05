package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.Backups.Resync;
import io.opsmon.backup.FileState;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.StorageUnavailableException;
import io.opsmon.backup.UnusableManifest;
import io.opsmon.backup.UnusableManifest.Flaw;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.internal.engine.StoredBackups.Inventory;
import io.opsmon.chain.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the catalog with the storages, and records the differences in the catalog. Deletes nothing. Missing or
 * damaged backups are flagged, and the flag is removed when the unchanged files are found again.
 */
final class Resynchronization {

    /**
     * The number of backups, and the share of the intact backups (one in four), that may be flagged without a
     * confirmation.
     */
    private static final int MAX_LOST = 5;

    private static final int MAX_LOST_SHARE = 4;

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final StorageIdentity identity;
    private final CopyComparison copies;
    private final String node;
    private final Instant now;
    private final BiConsumer<BackupEvent.Kind, String> events;

    private final List<BackupManifest> added = new ArrayList<>();
    private final List<BackupManifest> finished = new ArrayList<>();
    private final Map<String, FileState> changes = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private final List<UnusableManifest> damaged = new ArrayList<>();
    private final List<String> orphans = new ArrayList<>();
    private int lost;
    private int inSight;

    Resynchronization(
            BackupCatalogue catalogue,
            StoredBackups stored,
            StorageIdentity identity,
            CopyComparison copies,
            String node,
            Instant now,
            BiConsumer<BackupEvent.Kind, String> events) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.identity = identity;
        this.copies = copies;
        this.node = node;
        this.now = now;
        this.events = events;
    }

    /** Runs the comparison. If a confirmation is needed and does not match the argument, nothing is applied. */
    Resync run(boolean isPreview, @Nullable String confirmation) throws IOException {
        identity.require();
        compare();
        @Nullable String needed = lost > 1 && (lost > MAX_LOST || lost * MAX_LOST_SHARE > inSight) ? token() : null;
        boolean isApplied = !isPreview && (needed == null || needed.equals(confirmation));
        if (isApplied) {
            apply();
        }
        List<String> ids =
                new ArrayList<>(added.stream().map(BackupManifest::id).toList());
        finished.forEach(manifest -> ids.add(manifest.id()));
        ids.addAll(copies.added());
        return new Resync(ids, missing, found, damaged, orphans, needed, isApplied);
    }

    /** Derives the confirmation from the affected backups, so that it confirms exactly the displayed result. */
    private String token() {
        String ids = String.join(
                ",",
                changes.entrySet().stream()
                        .filter(change -> change.getValue() != FileState.PRESENT)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList());
        return lost + "-"
                + Hash.sha256(ids.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
    }

    private void compare() throws IOException {
        // The catalog is read first: a backup that is stored during the comparison is not missing then.
        List<Backup> known = known();
        Inventory inventory = stored.inventory();
        if (!inventory.isMarked()) {
            throw incomplete(BackupStorage.MARKER);
        }
        damaged.addAll(inventory.damaged());
        Map<String, UnusableManifest> flawed = new HashMap<>();
        damaged.forEach(each -> flawed.put(each.file(), each));
        Map<String, BackupManifest> seen = byFile(inventory);
        for (Backup backup : known) {
            compare(backup, seen, flawed);
        }
        lookForNew(known, seen.values());
        copies.compare(known, added);
        Set<String> busy = new HashSet<>();
        for (LeaseSnapshot lease : catalogue.leases()) {
            busy.add(String.valueOf(lease.file()));
        }
        inventory.orphans().stream().filter(name -> !busy.contains(name)).forEach(orphans::add);
        orphans.sort(null);
    }

    private static Map<String, BackupManifest> byFile(Inventory inventory) {
        Map<String, BackupManifest> seen = new LinkedHashMap<>();
        inventory.backups().forEach(manifest -> seen.put(manifest.file(), manifest));
        return seen;
    }

    private void compare(Backup backup, Map<String, BackupManifest> seen, Map<String, UnusableManifest> flawed)
            throws IOException {
        Backup.@Nullable Stored file = backup.stored();
        if (!backup.status().isStored() || file == null) {
            return;
        }
        inSight += file.state() == FileState.PRESENT ? 1 : 0;
        if (backup.activity() == null) {
            FileState state = state(backup, file, seen.get(file.file()), flawed.get(file.file()));
            if (state == FileState.MISSING) {
                missing.add(backup.id());
            }
            if (state != file.state()) {
                changes.put(backup.id(), state);
                lost += file.state() == FileState.PRESENT ? 1 : 0;
                if (state == FileState.PRESENT) {
                    found.add(backup.id());
                }
            }
        }
    }

    private FileState state(
            Backup backup, Backup.Stored file, @Nullable BackupManifest manifest, @Nullable UnusableManifest flaw)
            throws IOException {
        if (manifest != null) {
            return isKnown(backup, manifest) ? FileState.PRESENT : FileState.DAMAGED;
        }
        if (flaw != null) {
            return flaw.flaw() == Flaw.UNKNOWN_KEY || flaw.flaw() == Flaw.UNSIGNED
                    ? FileState.UNREADABLE
                    : FileState.DAMAGED;
        }
        // The listing may be incomplete, so the file itself is looked up.
        BackupStorage storage = stored.storage();
        if (storage.find(file.file()).isPresent()
                && storage.find(file.file() + BackupManifest.SUFFIX).isPresent()) {
            throw incomplete(file.file());
        }
        return file.state() == FileState.REMOVED ? FileState.REMOVED : FileState.MISSING;
    }

    private boolean isKnown(Backup backup, BackupManifest manifest) {
        BackupManifest expected = catalogue.manifest(backup.id()).orElse(manifest);
        boolean isKnown = manifest.id().equals(backup.id())
                && manifest.sha256().equals(expected.sha256())
                && manifest.storedBytes() == expected.storedBytes();
        if (!isKnown) {
            damaged.add(new UnusableManifest(
                    manifest.file() + BackupManifest.SUFFIX,
                    Flaw.ANOTHER_BACKUP,
                    "The manifest differs from the manifest in the catalog of backup " + backup.id()));
        }
        return isKnown;
    }

    private static IOException incomplete(String name) {
        return new StorageUnavailableException("The listing of the backup storage is incomplete: it lacks the"
                + " existing file \"" + name + "\". Nothing was changed");
    }

    private void lookForNew(List<Backup> known, Iterable<BackupManifest> seen) {
        Map<String, Backup> rows = new HashMap<>();
        known.forEach(backup -> rows.put(backup.id(), backup));
        for (BackupManifest manifest : seen) {
            @Nullable Backup row = rows.get(manifest.id());
            if (row == null) {
                // The backup may have been added since the catalog was read.
                row = catalogue.find(manifest.id()).orElse(null);
            }
            if (row == null) {
                if (RetentionPolicy.isInFuture(manifest.createdAt(), now)) {
                    damaged.add(new UnusableManifest(
                            manifest.file() + BackupManifest.SUFFIX,
                            Flaw.IN_THE_FUTURE,
                            "The backup is dated " + manifest.createdAt() + ", which is in the future"));
                } else if (added.stream().noneMatch(each -> each.id().equals(manifest.id()))) {
                    added.add(manifest);
                } else {
                    listDuplicate(manifest);
                }
            } else if (row.activity() == null) {
                compareKnown(row, manifest);
            }
        }
    }

    private void compareKnown(Backup row, BackupManifest manifest) {
        Backup.@Nullable Stored file = row.stored();
        switch (row.status()) {
            case FAILED -> finished.add(manifest);
            case EXPIRED, CANCELLED -> {
                orphans.add(manifest.file());
                orphans.add(manifest.file() + BackupManifest.SUFFIX);
            }
            case SUCCEEDED, VERIFIED -> {
                if (file != null && !file.file().equals(manifest.file())) {
                    listDuplicate(manifest);
                }
            }
            default -> {
                // Another activity makes or removes the backup.
            }
        }
    }

    private void listDuplicate(BackupManifest manifest) {
        damaged.add(new UnusableManifest(
                manifest.file() + BackupManifest.SUFFIX,
                Flaw.ANOTHER_BACKUP,
                "The storage has another file of the backup " + manifest.id()));
    }

    private void apply() {
        changes.forEach((id, state) -> {
            if (catalogue.files().note(id, state)) {
                switch (state) {
                    case PRESENT -> events.accept(BackupEvent.Kind.FOUND, id);
                    case MISSING -> events.accept(BackupEvent.Kind.MISSING, id);
                    case DAMAGED -> events.accept(BackupEvent.Kind.DAMAGED, id);
                    case UNREADABLE, REMOVED -> {
                        // A missing key does not mean that the backup is damaged. Only retention removes files.
                    }
                }
            }
        });
        added.removeIf(manifest -> !catalogue.add(imported(manifest), manifest));
        // The node that stored the backup died, or could not record it.
        finished.removeIf(manifest -> !catalogue.succeed(new BackupLease(manifest.id(), ""), manifest, now));
        copies.apply(this::imported, events);
    }

    /** Lists a backup that is not in the catalog. */
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
