package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;

/** Hashes all that its source has, each byte once: nothing is skipped and nothing read again. */
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

    /** Reads what is left, and ends it. */
    Hash hash() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        return Hash.of(getMessageDigest().digest());
    }
}
