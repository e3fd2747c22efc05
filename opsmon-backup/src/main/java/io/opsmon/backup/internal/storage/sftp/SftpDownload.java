package io.opsmon.backup.internal.storage.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.sshd.sftp.client.SftpClient;

/** Reads a file to its known end. A file that ends earlier is an error. */
final class SftpDownload extends InputStream {

    private static final int CHUNK = 1 << 15;

    private final SftpClient client;
    private final InputStream file;
    private final String path;
    private long left;

    SftpDownload(SftpClient client, String path, long offset, long size) throws IOException {
        this.client = client;
        this.path = path;
        this.left = size - offset;
        this.file = client.read(path, CHUNK);
        file.skipNBytes(offset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int read = file.read(bytes, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("\"" + path + "\" ends " + left + " bytes too early");
        }
        left -= read;
        return read;
    }

    @Override
    public void close() throws IOException {
        try (client) {
            file.close();
        }
    }
}
