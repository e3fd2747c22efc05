package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.StorageUnavailableException;
import io.opsmon.backup.internal.catalogue.CataloguedFiles;
import io.opsmon.backup.internal.catalogue.CataloguedFiles.KnownStorage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that a storage is the one that the catalog belongs to. The id is written into the storage at its first use,
 * and compared before every other use. An unmounted directory, another prefix or an empty bucket is therefore an error,
 * never an empty storage.
 *
 * <p>Thread-safe, also across nodes: the catalog decides the id of a new storage. If a node dies between catalog and
 * storage, it leaves a proposal that the next node completes.
 */
final class StorageIdentity {

    private static final Logger log = LoggerFactory.getLogger(StorageIdentity.class);

    private final BackupStorage storage;
    private final StorageMarker marker;
    private final CataloguedFiles files;
    private final String name;
    private volatile @Nullable IOException problem;

    StorageIdentity(BackupStorage storage, CataloguedFiles files, String name) {
        this.name = name;
        this.storage = storage;
        this.marker = new StorageMarker(storage);
        this.files = files;
    }

    /** Checks the storage, and registers a new storage. */
    void require() throws IOException {
        try {
            check();
            problem = null;
        } catch (IOException unavailable) {
            problem = unavailable;
            throw unavailable;
        }
    }

    /** Returns the failure of the last use; null if the last use succeeded. */
    @Nullable
    IOException problem() {
        return problem;
    }

    private void check() throws IOException {
        Optional<KnownStorage> known = files.storage(name);
        if (known.isEmpty() || !known.get().isConfirmed()) {
            begin();
            return;
        }
        String expected = known.get().id();
        Optional<String> found = marker.read();
        if (found.isEmpty()) {
            throw StorageUnavailableException.unrecognized(
                    "The backup storage has no marker " + BackupStorage.MARKER + "; the expected storage id"
                            + " is " + expected + ". Check that the volume is mounted, and that directory, bucket"
                            + " and prefix are correct. Nothing was changed");
        }
        if (!found.get().equals(expected)) {
            throw StorageUnavailableException.unrecognized("The backup storage has the id " + found.get() + ", but"
                    + " the catalog expects the id " + expected + ". Check directory, bucket and prefix. Nothing"
                    + " was changed");
        }
    }

    /** Registers a storage at its first use, or completes a registration that a dead node began. */
    private void begin() throws IOException {
        Optional<String> found = marker.read();
        requireSomethingKnown();
        if (found.isEmpty()) {
            files.propose(name, UUID.randomUUID().toString());
            String id = files.storage(name).map(KnownStorage::id).orElseThrow();
            write(id);
            found = marker.read();
        }
        String id = found.orElseThrow(() -> new StorageUnavailableException(
                "The marker " + BackupStorage.MARKER + " was written to the backup storage, but cannot be found"));
        files.confirm(name, id);
        log.info("Backup storage \"{}\" has the id \"{}\"", name, id);
    }

    private void write(String id) throws IOException {
        try {
            marker.write(id);
        } catch (IOException failure) {
            // Another node may have written the marker first.
            if (marker.read().isEmpty()) {
                throw failure;
            }
        }
    }

    /** Rejects a storage that has none of the files that the catalog lists. */
    private void requireSomethingKnown() throws IOException {
        List<String> expected = files.expectedFiles(name);
        for (String file : expected) {
            if (storage.find(file).isPresent()) {
                return;
            }
        }
        if (!expected.isEmpty()) {
            throw StorageUnavailableException.unrecognized("The backup storage has none of the files of the last "
                    + expected.size() + " backups of the catalog. Check that the volume is mounted, and that"
                    + " directory, bucket and prefix are correct. Nothing was changed");
        }
    }

    /** Binds the catalog to the current storage. Nothing is deleted, and no backup changes. */
    String accept() throws IOException {
        Optional<String> found = marker.read();
        if (found.isEmpty()) {
            marker.write(UUID.randomUUID().toString());
            found = marker.read();
        }
        String id = found.orElseThrow();
        files.confirm(name, id);
        problem = null;
        return id;
    }
}
