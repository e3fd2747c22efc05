package io.opsmon.boot.backup;

import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.boot.web.ApiException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An uploaded backup: its manifest, directly followed by its file, as {@code cat} would concatenate them. The file is
 * not read yet.
 */
final class UploadedBackup {

    private static final int BUFFER = 1 << 16;

    private final byte[] manifest;
    private final InputStream file;

    private UploadedBackup(byte[] manifest, InputStream file) {
        this.manifest = manifest;
        this.file = file;
    }

    /** Returns the manifest: JSON in UTF-8, at most {@link StoredBackups#MAX_MANIFEST} bytes. */
    byte[] manifest() {
        return manifest;
    }

    /** Returns the bytes after the manifest. */
    InputStream file() {
        return file;
    }

    /** Reads the manifest, which ends with the closing brace of its object. No form of the file begins with a space. */
    static UploadedBackup read(InputStream body) throws IOException {
        InputStream in = new BufferedInputStream(body, BUFFER);
        byte[] manifest = object(in);
        in.mark(1);
        int next = in.read();
        while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
            in.mark(1);
            next = in.read();
        }
        in.reset();
        return new UploadedBackup(manifest, in);
    }

    private static byte[] object(InputStream in) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        int depth = 0;
        boolean isText = false;
        boolean isEscaped = false;
        do {
            int next = in.read();
            if (next < 0 || (json.size() == 0 && next != '{') || json.size() >= StoredBackups.MAX_MANIFEST) {
                throw ApiException.badRequest(
                        "manifest", "The body must be the manifest of a backup, directly followed by its file.");
            }
            json.write(next);
            if (isEscaped) {
                isEscaped = false;
            } else if (isText) {
                isText = next != '"';
                isEscaped = next == '\\';
            } else if (next == '"') {
                isText = true;
            } else if (next == '{') {
                depth++;
            } else if (next == '}') {
                depth--;
            }
        } while (depth > 0);
        return json.toByteArray();
    }
}
