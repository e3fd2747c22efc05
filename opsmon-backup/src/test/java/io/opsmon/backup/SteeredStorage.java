package io.opsmon.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A storage whose reads and writes are controlled by the test. */
final class SteeredStorage extends ForwardingStorage {

    /** Called before bytes are written or read. */
    interface Gate {
        void pass() throws IOException;
    }

    volatile Gate writing = () -> {};
    volatile Gate reading = () -> {};

    SteeredStorage(BackupStorage storage) {
        super(storage);
    }

    /** Blocks until interrupted, like a slow storage. */
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
        return new ForwardingUpload(super.upload(name, expectedBytes)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writing.pass();
                super.write(bytes, offset, length);
            }
        };
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        return new FilterInputStream(super.read(name, offset)) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                reading.pass();
                return super.read(bytes, from, Math.min(length, 4_096));
            }
        };
    }
}
