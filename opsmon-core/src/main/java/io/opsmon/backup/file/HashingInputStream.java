package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Hashes what passes through it. */
final class HashingInputStream extends FilterInputStream {

    private static final int BUFFER = 8192;

    private final MessageDigest digest = Hash.newDigest();

    HashingInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            digest.update(bytes, offset, read);
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, BUFFER)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    void readToEnd() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (read(buffer, 0, buffer.length) >= 0) {
            // Hashed on its way.
        }
    }

    /** Ends it. */
    Hash hash() {
        return Hash.of(digest.digest());
    }
}
