package io.opsmon.backup.h2;

import io.opsmon.file.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A private temporary directory with a lock that its process holds as long as it lives. Directories without a holder
 * are what a killed process has left; the next one that is made removes those that are older than {@link #ABANDONED}.
 * Not thread-safe.
 */
final class ScratchDirectory implements AutoCloseable {

    /** The age at which a directory cannot be one that is just being made. */
    static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final String PREFIX = "opsmon_scratch_";
    private static final String LOCK = "lock-";

    private static final Logger log = LoggerFactory.getLogger(ScratchDirectory.class);

    private final Path path;
    private final FileChannel lock;

    private ScratchDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates one in the directory for temporary files. */
    static ScratchDirectory create(String name) throws IOException {
        return create(Path.of(System.getProperty("java.io.tmpdir", ".")), name, Clock.systemUTC());
    }

    /**
     * Creates a directory and removes what killed processes have left beside it.
     *
     * @param parent the directory that it is in
     * @param name the beginning of its name
     * @param clock tells the age of the others
     * @return the directory, with the permissions {@code 0700}
     * @throws IOException if it cannot be created
     */
    static ScratchDirectory create(Path parent, String name, Clock clock) throws IOException {
        Path path = Files.createTempDirectory(parent, name);
        @Nullable FileChannel channel = null;
        try {
            channel = PrivateFiles.open(
                    path.resolve(LOCK + process()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new IOException("Another process has locked " + path);
            }
            removeAbandoned(path, clock.instant().minus(ABANDONED));
            return new ScratchDirectory(path, channel);
        } catch (IOException failure) {
            if (channel != null) {
                channel.close();
            }
            FileSystemUtils.deleteRecursively(path);
            throw failure;
        }
    }

    Path path() {
        return path;
    }

    private static void removeAbandoned(Path own, Instant made) throws IOException {
        UserPrincipal user = Files.getOwner(own, LinkOption.NOFOLLOW_LINKS);
        List<Path> others;
        try (Stream<Path> all = Files.list(own.toAbsolutePath().getParent())) {
            others = all.filter(each -> !each.equals(own)
                            && each.getFileName().toString().startsWith(PREFIX)
                            && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path other : others) {
            try {
                if (isOlder(other, made)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(user)
                        && !isHeld(other)) {
                    FileSystemUtils.deleteRecursively(other);
                    log.info("Removed {}, the scratch database that a killed process has left", other);
                }
            } catch (IOException failure) {
                log.warn("The abandoned scratch database {} cannot be removed", other, failure);
            }
        }
    }

    private static boolean isOlder(Path directory, Instant made) throws IOException {
        return Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(made);
    }

    /**
     * A directory without a lock was left before it was locked, or by a version that knew no locks. A lock of this
     * process is not tried: closing the file again would release it.
     */
    private static boolean isHeld(Path directory) throws IOException {
        Optional<Path> file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.filter(each -> each.getFileName().toString().startsWith(LOCK)
                            && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .findFirst();
        }
        if (file.isEmpty()) {
            return false;
        }
        if (file.get().getFileName().toString().equals(LOCK + process())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException ours) {
            return true;
        }
    }

    /** In a container, each process that is started may have the same id. */
    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Removes the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
        FileSystemUtils.deleteRecursively(path);
    }
}
