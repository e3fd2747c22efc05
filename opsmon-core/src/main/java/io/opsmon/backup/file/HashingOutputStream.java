package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import org.jspecify.annotations.Nullable;

/** Counts, besides hashing, what passes through it. */
final class HashingOutputStream extends DigestOutputStream {

    private volatile long count;
    private @Nullable Hash hash;

    HashingOutputStream(OutputStream out) {
        super(out, Hash.newDigest());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void write(int oneByte) throws IOException {
        super.write(oneByte);
        count++;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        super.write(bytes, offset, length);
        count += length;
    }

    long count() {
        return count;
    }

    /** Ends it. */
    Hash hash() {
        if (hash == null) {
            hash = Hash.of(getMessageDigest().digest());
        }
        return hash;
    }
}
