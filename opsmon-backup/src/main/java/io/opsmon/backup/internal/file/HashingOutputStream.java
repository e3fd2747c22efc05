package io.opsmon.backup.internal.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import org.jspecify.annotations.Nullable;

/** A stream that hashes and counts the bytes written to it. */
final class HashingOutputStream extends DigestOutputStream {

    private volatile long count;
    private @Nullable Hash hash;

    HashingOutputStream(OutputStream out) {
        super(out, Hash.newDigest());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes.
    public void write(int oneByte) throws IOException {
        super.write(oneByte);
        count++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread writes.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        super.write(bytes, offset, length);
        count += length;
    }

    long count() {
        return count;
    }

    /** Finishes the hash. */
    Hash hash() {
        if (hash == null) {
            hash = Hash.of(getMessageDigest().digest());
        }
        return hash;
    }
}
