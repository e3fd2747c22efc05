package io.opsmon.log.internal.archive;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.opsmon.internal.library.OptionalLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The compression of an archive, which the name of the file ends with. Zstandard is used if its library is present,
 * because archives are smaller and faster then. Otherwise the JDK's gzip is used, so that archives need no library.
 */
enum ArchiveCompression {
    ZSTANDARD(".ndjson.zst"),
    GZIP(".ndjson.gz");

    private static final int BUFFER = 64 * 1024;

    private final String suffix;

    ArchiveCompression(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the end of the names of the files. */
    String suffix() {
        return suffix;
    }

    /** Returns the compression of new archives. */
    static ArchiveCompression ofNewArchives() {
        return OptionalLibrary.ZSTD.isPresent() ? ZSTANDARD : GZIP;
    }

    /** Returns the compression of a file by its name; null if the file is no archive. */
    static @Nullable ArchiveCompression of(Path file) {
        String name = file.getFileName().toString();
        for (ArchiveCompression each : values()) {
            if (name.endsWith(each.suffix)) {
                return each;
            }
        }
        return null;
    }

    OutputStream compress(OutputStream file) throws IOException {
        return this == ZSTANDARD ? Zstandard.compress(file) : new GZIPOutputStream(file, BUFFER);
    }

    /**
     * Decompresses a file.
     *
     * @throws IOException if the library of the compression is missing; the message names the library
     */
    InputStream decompress(InputStream file) throws IOException {
        if (this == GZIP) {
            return new GZIPInputStream(file, BUFFER);
        }
        String missing = OptionalLibrary.missing("Archives with the suffix " + suffix, OptionalLibrary.ZSTD);
        if (!missing.isEmpty()) {
            throw new IOException(missing);
        }
        return Zstandard.decompress(file);
    }

    /** Loaded only if the library is present. */
    private static final class Zstandard {

        private static final int LEVEL = 3;

        static OutputStream compress(OutputStream file) throws IOException {
            return new ZstdOutputStream(file, LEVEL);
        }

        static InputStream decompress(InputStream file) throws IOException {
            return new ZstdInputStream(file);
        }
    }
}
