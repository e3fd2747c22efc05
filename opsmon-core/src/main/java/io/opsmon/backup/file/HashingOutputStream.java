package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Counts and hashes what passes through it. */
final class HashingOutputStream extends OutputStream {

    private final OutputStream out;
    private final MessageDigest digest = Hash.newDigest();
    private volatile long count;
    private @Nullable Hash hash;

    HashingOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    long count() {
        return count;
    }

    /** Ends it. */
    Hash hash() {
        if (hash == null) {
            hash = Hash.of(digest.digest());
        }
        return hash;
    }
}
