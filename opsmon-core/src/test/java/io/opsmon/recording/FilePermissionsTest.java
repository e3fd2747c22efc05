package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal and dead letters are accessible to the user of the process only, in a process with a permissive umask. */
class FilePermissionsTest {

    @TempDir
    Path directory = Path.of("");

    /** Writes a journal and a dead letter in a separate process. */
    public static final class Writes {

        public static void main(String[] arguments) throws IOException {
            Path parent = Path.of(arguments[0]);
            try (Journal journal = Journal.open("log", JournalSettings.in(parent.resolve("journal")))) {
                journal.append("secret".getBytes(StandardCharsets.UTF_8));
            }
            new DeadLetters(parent.resolve("letters"), "log", Clock.systemUTC())
                    .keepRaw("secret".getBytes(StandardCharsets.UTF_8), "test");
        }
    }

    @Test
    void writesPrivateFilesWhateverTheUmask() throws Exception {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        Path written = directory.resolve("written");
        Process process =
                TestJvm.startWithUmask("000", directory.resolve("output"), Writes.class.getName(), written.toString());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("output")))
                .isZero();

        List<Path> all;
        try (Stream<Path> walk = Files.walk(written)) {
            all = walk.toList();
        }
        assertThat(all).filteredOn(Files::isRegularFile).hasSizeGreaterThanOrEqualTo(4);
        for (Path each : all) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .as(each.toString())
                    .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
        }
    }
}
