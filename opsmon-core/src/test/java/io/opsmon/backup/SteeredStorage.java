package io.opsmon.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A storage whose bytes wait for the test. */
final class SteeredStorage implements BackupStorage {

    /** Asked before bytes are written or read. */
    interface Gate {
        void pass() throws IOException;
    }

    private final BackupStorage storage;
    volatile Gate writing = () -> {};
    volatile Gate reading = () -> {};

    SteeredStorage(BackupStorage storage) {
        this.storage = storage;
    }

    /** Waits until it is interrupted, as slow storage would. */
    static void waitForever() throws IOException {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        Upload upload = storage.upload(name, expectedBytes);
        return new Upload() {
            @Override
            public void write(int oneByte) throws IOException {
                write(new byte[] {(byte) oneByte}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writing.pass();
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
        };
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        return new FilterInputStream(storage.read(name, offset)) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                reading.pass();
                return super.read(bytes, from, Math.min(length, 4_096));
            }
        };
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
