package io.opsmon.backup.internal.file;

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
 * Writes and reads the files of a directory as one stream: an uncompressed ZIP file, followed by a line that marks the
 * complete archive. Subdirectories are not supported.
 *
 * @since 0.1
 */
public final class DirectoryArchive {

    /** The first bytes of an archive. */
    public static final BeginMark BEGINNING = new BeginMark("PK\003\004");

    private static final EndMark END = new EndMark("\n-- opsmon: end of the archive\n");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private static final int CHUNK = 1 << 13;

    private DirectoryArchive() {}

    /**
     * Writes the files of a directory.
     *
     * @param directory the directory
     * @param out the stream that receives the archive; left open
     * @throws IOException if reading or writing fails
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
     * Extracts an archive into a directory.
     *
     * @param in the archive written by {@link #write}, read to its end
     * @param directory the target directory, empty
     * @throws IOException if the archive is truncated, compressed or invalid, or if reading or writing fails
     */
    public static void read(InputStream in, Path directory) throws IOException {
        InputStream whole = END.requiredIn(in);
        CountingInput counted = new CountingInput(whole);
        ZipInputStream archive = new ZipInputStream(StreamUtils.nonClosing(counted));
        long written = 0;
        @Nullable ZipEntry entry = next(archive);
        while (entry != null) {
            if (!NAME.matcher(entry.getName()).matches()) {
                throw new IOException("The archive has a file with an invalid name: \"" + entry.getName() + "\"");
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
            // JDK 17 throws this exception for names that are not UTF-8.
            throw new IOException("The archive cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /**
     * Rejects a compressed archive, whose extracted files would exceed the size of the archive and could fill the disk.
     */
    private static long copy(InputStream archive, OutputStream file, long before, CountingInput counted)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long written = before;
        int read = archive.read(chunk);
        while (read >= 0) {
            written += read;
            if (written > counted.count) {
                throw new IOException("The archive is compressed, but archives of opsmon are not");
            }
            file.write(chunk, 0, read);
            read = archive.read(chunk);
        }
        return written;
    }

    /** Counts the bytes that were read. */
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
