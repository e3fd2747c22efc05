package io.opsmon.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    private final Instant now = Instant.now();

    @TempDir
    Path parent;

    /** As a killed process leaves it. */
    private Path leave(String name, Duration age) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(name));
        Files.writeString(directory.resolve("toc.dat"), "in clear");
        Path lock = Files.createFile(parent.resolve(name + WorkDirectory.LOCK));
        Files.setLastModifiedTime(lock, FileTime.from(now.minus(age)));
        return directory;
    }

    @Test
    void isGoneWhenItIsClosed() throws IOException {
        try (WorkDirectory work = WorkDirectory.create(parent, now)) {
            Files.writeString(work.path().resolve("toc.dat"), "in clear");
        }

        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void removesWhatAKilledProcessLeft() throws IOException {
        Path old = leave(WorkDirectory.PREFIX + "killed", Duration.ofHours(2));
        Path young = leave(WorkDirectory.PREFIX + "beginning", Duration.ofMinutes(1));
        Path other = leave("another", Duration.ofDays(2));

        WorkDirectory.create(parent, now).close();

        assertThat(old).doesNotExist();
        assertThat(old.resolveSibling(old.getFileName() + WorkDirectory.LOCK)).doesNotExist();
        assertThat(young).isNotEmptyDirectory();
        assertThat(other).isNotEmptyDirectory();
    }

    @Test
    void leavesWhatIsInUseHoweverOldItIs() throws IOException {
        try (WorkDirectory live = WorkDirectory.create(parent, now)) {
            Files.writeString(live.path().resolve("toc.dat"), "in clear");

            WorkDirectory.create(parent, now.plus(Duration.ofDays(30))).close();

            assertThat(live.path()).isNotEmptyDirectory();
        }
    }
}
