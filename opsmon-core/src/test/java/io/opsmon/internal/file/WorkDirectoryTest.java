package io.opsmon.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work directories of running and of killed processes. */
class WorkDirectoryTest {

    private static final String PREFIX = "work-";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Clock clock = Clock.systemUTC();

    @TempDir
    Path parent;

    /** Creates the state after a process was killed. */
    private Path leave(String name, Duration age) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(name));
        Files.writeString(directory.resolve("toc.dat"), "in clear");
        Path lock = Files.createFile(parent.resolve(name + ".lock"));
        Files.setLastModifiedTime(lock, FileTime.from(clock.instant().minus(age)));
        return directory;
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.sorted().toList();
        }
    }

    @Test
    void isPrivateAndGoneWhenItIsClosed() throws IOException {
        try (WorkDirectory work = WorkDirectory.create(parent, PREFIX, clock)) {
            assertThat(work.path()).isEmptyDirectory();
            assertThat(work.path().getFileName().toString()).startsWith(PREFIX);
            assertThat(Files.getPosixFilePermissions(work.path()))
                    .containsExactlyInAnyOrder(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE);
            Files.writeString(work.path().resolve("toc.dat"), "in clear");
        }

        assertThat(all()).isEmpty();
    }

    @Test
    void leavesNothingWhereItCannotBeCreated() throws IOException {
        assertThatThrownBy(() -> WorkDirectory.create(parent.resolve("missing"), PREFIX, clock))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WorkDirectory.create(parent, "missing/" + PREFIX, clock))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(all()).isEmpty();
    }

    @Test
    void removesWhatAKilledProcessLeft() throws IOException {
        Path old = leave(PREFIX + "killed", Duration.ofMinutes(11));
        Path young = leave(PREFIX + "beginning", Duration.ofMinutes(9));
        Path other = leave("another", Duration.ofDays(2));

        WorkDirectory.create(parent, PREFIX, clock).close();

        assertThat(old).doesNotExist();
        assertThat(old.resolveSibling(old.getFileName() + ".lock")).doesNotExist();
        assertThat(young).isNotEmptyDirectory();
        assertThat(other).isNotEmptyDirectory();
    }

    /** In a directory with write access for all users, a link could refer to any directory. */
    @Test
    void removesNothingThatALinkNames() throws IOException {
        Path precious = Files.createDirectories(parent.resolve("precious"));
        Files.writeString(precious.resolve("file"), "precious");
        Path directory = Files.createSymbolicLink(parent.resolve(PREFIX + "linked"), precious);
        Path lock = Files.createFile(parent.resolve(PREFIX + "linked.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(clock.instant().minus(Duration.ofDays(1))));
        Path linkedLock = Files.createSymbolicLink(parent.resolve(PREFIX + "other.lock"), precious.resolve("file"));
        Files.setLastModifiedTime(
                precious.resolve("file"), FileTime.from(clock.instant().minus(Duration.ofDays(1))));

        WorkDirectory.create(parent, PREFIX, clock).close();

        assertThat(precious.resolve("file")).hasContent("precious");
        assertThat(Files.isSymbolicLink(linkedLock)).isTrue();
        assertThat(Files.exists(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    /**
     * The directory is created twice, because the first check of the other directories must not release their locks.
     */
    @Test
    void leavesWhatAnyProcessUsesHoweverOldItIs() throws Exception {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(30)), ZoneOffset.UTC);
        Path output = parent.resolve("output");
        Process another = TestJvm.start(output, UntilKilled.class.getName(), parent.toString());
        try (WorkDirectory own = WorkDirectory.create(parent, PREFIX, clock)) {
            await().atMost(PATIENCE).until(() -> Files.readString(output).contains("working") || !another.isAlive());
            assertThat(another.isAlive()).as(Files.readString(output)).isTrue();
            Path others = directoryOf(another);
            WorkDirectory.create(parent, PREFIX, later).close();
            WorkDirectory.create(parent, PREFIX, later).close();
            assertThat(own.path()).isDirectory();
            assertThat(others).isDirectory();
            // A third process also finds the directory of this process locked.
            Path second = parent.resolve("second");
            Process third = TestJvm.start(second, UntilKilled.class.getName(), parent.toString(), "later");
            await().atMost(PATIENCE).until(() -> Files.readString(second).contains("working") || !third.isAlive());
            third.destroyForcibly().waitFor();
            assertThat(Files.readString(second)).contains("working");
            assertThat(own.path()).isDirectory();
            assertThat(others).isDirectory();

            another.destroyForcibly().waitFor();
            WorkDirectory.create(parent, PREFIX, later).close();

            assertThat(others).doesNotExist();
            assertThat(own.path()).isDirectory();
        } finally {
            another.destroyForcibly().waitFor();
        }
    }

    private Path directoryOf(Process process) throws IOException {
        return all().stream()
                .filter(each -> each.getFileName().toString().startsWith(PREFIX + process.pid() + "-")
                        && Files.isDirectory(each))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Process that the test kills. Arguments: the parent directory, and any second argument to set the clock one month
     * ahead.
     */
    static final class UntilKilled {

        private UntilKilled() {}

        /** Keeps a directory until the process is killed. */
        public static void main(String[] arguments) throws Exception {
            Clock time = arguments.length == 1
                    ? Clock.systemUTC()
                    : Clock.fixed(Instant.now().plus(Duration.ofDays(30)), ZoneOffset.UTC);
            try (WorkDirectory work = WorkDirectory.create(Path.of(arguments[0]), PREFIX, time)) {
                System.out.println("working in " + work.path());
                System.out.flush();
                new java.util.concurrent.CountDownLatch(1).await();
            }
        }
    }
}
