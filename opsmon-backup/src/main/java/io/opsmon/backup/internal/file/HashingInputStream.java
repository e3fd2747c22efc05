package io.opsmon.backup.internal.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;

/** A stream that hashes each byte of its source exactly once: no byte is skipped or read again. */
final class HashingInputStream extends DigestInputStream {

    private static final int BUFFER = 8192;

    HashingInputStream(InputStream in) {
        super(in, Hash.newDigest());
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, BUFFER)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads the rest of the source and finishes the hash. */
    Hash hash() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        return Hash.of(getMessageDigest().digest());
    }
}
