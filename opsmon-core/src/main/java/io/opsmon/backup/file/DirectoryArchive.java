package io.opsmon.backup.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.springframework.util.StreamUtils;

/**
 * The files of a directory as one stream: a ZIP file that is not compressed, and a line behind it that says that it is whole. No directories in it.
 *
 * @since 0.1
 */
public final class DirectoryArchive {

    /** How such a stream begins. */
    public static final BeginMark BEGINNING = new BeginMark("PK\003\004");

    private static final EndMark END = new EndMark("\n-- opsmon: end of the archive\n");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

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
     * @throws IOException if it is cut off or no such archive, or cannot be read or written
     */
    public static void read(InputStream in, Path directory) throws IOException {
        InputStream whole = END.requiredIn(in);
        ZipInputStream archive = new ZipInputStream(StreamUtils.nonClosing(whole));
        ZipEntry entry = archive.getNextEntry();
        while (entry != null) {
            if (!NAME.matcher(entry.getName()).matches()) {
                throw new IOException("The archive has a file that may not be in it: " + entry.getName());
            }
            Files.copy(archive, directory.resolve(entry.getName()));
            entry = archive.getNextEntry();
        }
        whole.transferTo(OutputStream.nullOutputStream());
    }
}
