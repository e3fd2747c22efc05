package io.opsmon.backup;

import io.opsmon.backup.catalogue.CataloguedFiles;
import io.opsmon.backup.catalogue.CataloguedFiles.KnownStorage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether the storage is the one that the catalogue belongs to. The id is written into the storage at its first
 * use, and compared before every other use: an unmounted directory, another prefix or an empty bucket is an error,
 * never an empty storage.
 *
 * <p>Thread-safe, for several nodes too: the catalogue decides which id a new storage gets, and a node that dies
 * between catalogue and storage leaves a proposal that the next node completes.
 */
final class StorageIdentity {

    private static final Logger log = LoggerFactory.getLogger(StorageIdentity.class);

    private final BackupStorage storage;
    private final StorageMarker marker;
    private final CataloguedFiles files;
    private volatile @Nullable IOException problem;

    StorageIdentity(BackupStorage storage, CataloguedFiles files) {
        this.storage = storage;
        this.marker = new StorageMarker(storage);
        this.files = files;
    }

    /** Passes if the storage is there and is the known one; makes a storage known that was never used. */
    void require() throws IOException {
        try {
            check();
            problem = null;
        } catch (IOException unavailable) {
            problem = unavailable;
            throw unavailable;
        }
    }

    /** Null if the last use found the storage in order. */
    @Nullable
    IOException problem() {
        return problem;
    }

    private void check() throws IOException {
        Optional<KnownStorage> known = files.storage();
        if (known.isEmpty() || !known.get().isConfirmed()) {
            begin();
            return;
        }
        String expected = known.get().id();
        Optional<String> found = marker.read();
        if (found.isEmpty()) {
            throw StorageUnavailableException.unrecognized(
                    "The backup storage has no marker " + BackupStorage.MARKER + "; it must have the id " + expected
                            + ". Check that the volume is mounted, and that directory, bucket and prefix are right."
                            + " Nothing was changed");
        }
        if (!found.get().equals(expected)) {
            throw StorageUnavailableException.unrecognized("The backup storage has the id " + found.get()
                    + ", the catalogue belongs to the storage " + expected
                    + ". Check directory, bucket and prefix. Nothing was changed");
        }
    }

    /** The first use, or one that a dead node began. */
    private void begin() throws IOException {
        Optional<String> found = marker.read();
        requireSomethingKnown();
        if (found.isEmpty()) {
            files.propose(UUID.randomUUID().toString());
            String id = files.storage().map(KnownStorage::id).orElseThrow();
            write(id);
            found = marker.read();
        }
        String id = found.orElseThrow(() -> new StorageUnavailableException(
                "The marker " + BackupStorage.MARKER + " was written to the backup storage, and is not there"));
        files.confirm(id);
        log.info("The storage of backups has the id {}", id);
    }

    private void write(String id) throws IOException {
        try {
            marker.write(id);
        } catch (IOException failure) {
            // Another node may have been faster.
            if (marker.read().isEmpty()) {
                throw failure;
            }
        }
    }

    /** A catalogue that lists backups, and a storage that has none of them, do not belong together. */
    private void requireSomethingKnown() throws IOException {
        List<String> expected = files.expectedFiles();
        for (String file : expected) {
            if (storage.find(file).isPresent()) {
                return;
            }
        }
        if (!expected.isEmpty()) {
            throw StorageUnavailableException.unrecognized("The backup storage has none of the files of the last "
                    + expected.size() + " backups of the catalogue. Check that the volume is mounted, and that"
                    + " directory, bucket and prefix are right. Nothing was changed");
        }
    }

    /**
     * Makes the storage that is there the one that the catalogue belongs to. Nothing is deleted, and no backup changes.
     */
    String accept() throws IOException {
        Optional<String> found = marker.read();
        if (found.isEmpty()) {
            marker.write(UUID.randomUUID().toString());
            found = marker.read();
        }
        String id = found.orElseThrow();
        files.confirm(id);
        problem = null;
        return id;
    }
}
