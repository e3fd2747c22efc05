package io.opsmon.backup.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.util.FileSystemUtils;

/** An archive is extracted into its directory with at most its own size, or rejected with an {@link IOException}. */
class DirectoryArchiveFuzzTest extends FuzzContract {

    @Override
    protected void read(byte[] input) throws IOException {
        Path parent = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "fuzz-archive-");
        try {
            Path directory = Files.createDirectory(parent.resolve("inside"));
            read(input, directory);
            // Mutations rarely keep the mark at the end.
            Path other = Files.createDirectory(parent.resolve("other"));
            read(marked(input), other);
            try (Stream<Path> beside = Files.list(parent)) {
                assertThat(beside).containsExactlyInAnyOrder(directory, other);
            }
        } finally {
            FileSystemUtils.deleteRecursively(parent);
        }
    }

    private static void read(byte[] input, Path directory) throws IOException {
        try {
            DirectoryArchive.read(new ByteArrayInputStream(input), directory);
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(input.length);
    }

    private static byte[] marked(byte[] input) throws IOException {
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.write(input);
        marked.write("\n-- opsmon: end of the archive\n".getBytes(StandardCharsets.UTF_8));
        return marked.toByteArray();
    }

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        return Stream.of(
                zip(0, List.of("toc.dat", "3021.dat")),
                zip(0, List.of()),
                zip(9, List.of("toc.dat")),
                zip(0, List.of("../outside")),
                zip(0, List.of("directory/", "ünï", "a\u0000b")));
    }

    private static byte[] zip(int level, List<String> names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(bytes);
        zip.setLevel(level);
        for (String name : names) {
            zip.putNextEntry(new ZipEntry(name));
            if (!name.endsWith("/")) {
                zip.write(("content of " + name + " ".repeat(800)).getBytes(StandardCharsets.UTF_8));
            }
            zip.closeEntry();
        }
        zip.finish();
        return bytes.toByteArray();
    }
}
