package io.opsmon.boot.backup;

import io.opsmon.backup.BackupStorage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Replaces a storage that cannot be created as configured. Every operation fails with the reason and changes nothing.
 */
record UnavailableStorage(String reason) implements BackupStorage {

    private IOException failure() {
        return new IOException(reason);
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        throw failure();
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        throw failure();
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        throw failure();
    }

    @Override
    public List<StoredFile> list() throws IOException {
        throw failure();
    }

    @Override
    public void delete(String name) throws IOException {
        throw failure();
    }

    @Override
    public int deleteAbandoned(Duration age) throws IOException {
        throw failure();
    }
}
