package io.opsmon.backup;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Delegates to another storage; base class of storages that intervene. */
public abstract class ForwardingStorage implements BackupStorage {

    private final BackupStorage storage;

    public ForwardingStorage(BackupStorage storage) {
        this.storage = storage;
    }

    /** Delegates to another upload. */
    public abstract static class ForwardingUpload extends Upload {

        private final Upload upload;

        public ForwardingUpload(Upload upload) {
            this.upload = upload;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            upload.write(bytes, offset, length);
        }

        @Override
        public void commit() throws IOException {
            upload.commit();
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        return storage.upload(name, expectedBytes);
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        return storage.read(name, offset);
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        return storage.find(name);
    }

    @Override
    public List<StoredFile> list() throws IOException {
        return storage.list();
    }

    @Override
    public void delete(String name) throws IOException {
        storage.delete(name);
    }

    @Override
    public int deleteAbandoned(Duration age) throws IOException {
        return storage.deleteAbandoned(age);
    }
}
