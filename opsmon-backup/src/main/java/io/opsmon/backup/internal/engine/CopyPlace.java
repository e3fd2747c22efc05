package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.CataloguedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A storage of copies in use. Thread-safe. */
record CopyPlace(CopyStorage settings, StoredBackups stored, StorageIdentity identity) {

    static CopyPlace of(CopyStorage settings, StoredBackups first, CataloguedFiles files) {
        return new CopyPlace(
                settings,
                first.in(settings.storage()),
                new StorageIdentity(settings.storage(), files, settings.name()));
    }

    String name() {
        return settings.name();
    }

    @Nullable
    RetentionPolicy retention(BackupSource source) {
        return settings.retention() == null ? source.retention() : settings.retention();
    }

    /** Opens the file to copy. */
    interface Original {
        InputStream open() throws IOException;
    }

    /**
     * Copies the file as it is stored, compares the checksum of the copy, and publishes the manifest. Files that an
     * interrupted copy has left, or that do not match the manifest, are replaced.
     */
    void copy(BackupManifest manifest, Original original) throws IOException {
        identity.require();
        if (stored.isIntact(manifest)) {
            return;
        }
        stored.delete(manifest);
        try (InputStream file = original.open()) {
            stored.copy(manifest, file);
        }
    }

    BackupCopy copy(State state, Instant at, @Nullable String problem) {
        return new BackupCopy(name(), state, at, problem);
    }

    /** Returns the recorded state of a backup's copy; pending if none is recorded. */
    State state(Map<String, List<BackupCopy>> known, String id) {
        return known.getOrDefault(id, List.of()).stream()
                .filter(copy -> copy.storage().equals(name()))
                .map(BackupCopy::state)
                .findFirst()
                .orElse(State.PENDING);
    }
}
