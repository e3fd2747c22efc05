package io.opsmon.backup.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StreamUtils;

/**
 * The files of a directory as one stream: a ZIP file that is not compressed, and a line behind it that says that it is
 * whole. No directories in it.
 *
 * @since 0.1
 */
public final class DirectoryArchive {

    /** How such a stream begins. */
    public static final BeginMark BEGINNING = new BeginMark("PK\003\004");

    private static final EndMark END = new EndMark("\n-- opsmon: end of the archive\n");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private static final int CHUNK = 1 << 13;

    private DirectoryArchive() {}

    /**
     * Writes the files of a directory.
     *
     * @param directory the directory
     * @param out where they go; left open
     * @throws IOException if they cannot be read or written
     */
    public static void write(Path directory, OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.sorted().toList();
        }
        ZipOutputStream archive = new ZipOutputStream(out);
        archive.setLevel(0);
        for (Path file : files) {
            archive.putNextEntry(new ZipEntry(file.getFileName().toString()));
            Files.copy(file, archive);
            archive.closeEntry();
        }
        archive.finish();
        END.writeTo(out);
    }

    /**
     * Writes files into a directory.
     *
     * @param in what {@link #write} wrote; read to its end
     * @param directory where they go; empty
     * @throws IOException if it is cut off, compressed or no such archive, or cannot be read or written
     */
    public static void read(InputStream in, Path directory) throws IOException {
        InputStream whole = END.requiredIn(in);
        CountingInput counted = new CountingInput(whole);
        ZipInputStream archive = new ZipInputStream(StreamUtils.nonClosing(counted));
        long written = 0;
        @Nullable ZipEntry entry = next(archive);
        while (entry != null) {
            if (!NAME.matcher(entry.getName()).matches()) {
                throw new IOException("The archive has a file that may not be in it: " + entry.getName());
            }
            try (OutputStream file =
                    Files.newOutputStream(directory.resolve(entry.getName()), StandardOpenOption.CREATE_NEW)) {
                written = copy(archive, file, written, counted);
            }
            entry = next(archive);
        }
        whole.transferTo(OutputStream.nullOutputStream());
    }

    private static @Nullable ZipEntry next(ZipInputStream archive) throws IOException {
        try {
            return archive.getNextEntry();
        } catch (IllegalArgumentException malformed) {
            // JDK 17 throws it for names that are no UTF-8.
            throw new IOException("The archive cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /** An archive of this class is not compressed: files that are larger than it would fill the disk. */
    private static long copy(InputStream archive, OutputStream file, long before, CountingInput counted)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long written = before;
        int read = archive.read(chunk);
        while (read >= 0) {
            written += read;
            if (written > counted.count) {
                throw new IOException("The archive is compressed, which no archive of opsmon is");
            }
            file.write(chunk, 0, read);
            read = archive.read(chunk);
        }
        return written;
    }

    /** Knows how much was read. */
    private static final class CountingInput extends SequentialInput {

        private long count;

        CountingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
