package io.opsmon.backup.postgres;

import io.opsmon.file.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A directory in which a dump exists in clear for a while, for this user only. A lock on the file beside the directory,
 * {@code <name>.lock}, lasts as long as this process. Whoever makes a directory removes those whose process was killed:
 * their lock file is older than an hour and not locked.
 */
final class WorkDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);

    static final String PREFIX = "opsmon-dump-";
    static final String LOCK = ".lock";

    /** Between the creation of a lock file and its lock there is a moment. */
    private static final Duration MIN_AGE = Duration.ofHours(1);

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private WorkDirectory(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Makes an empty directory in the system's directory for temporary files. */
    static WorkDirectory create() throws IOException {
        return create(
                Path.of(System.getProperty("java.io.tmpdir")), Clock.systemUTC().instant());
    }

    static WorkDirectory create(Path parent, Instant now) throws IOException {
        removeLeftovers(parent, now.minus(MIN_AGE));
        String name = PREFIX + UUID.randomUUID();
        Path lockFile = parent.resolve(name + LOCK);
        FileChannel lock = PrivateFiles.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        WorkDirectory made = new WorkDirectory(parent.resolve(name), lockFile, lock);
        boolean isWhole = false;
        try {
            lock.lock();
            PrivateFiles.createDirectories(made.path);
            isWhole = true;
            return made;
        } finally {
            if (!isWhole) {
                made.close();
            }
        }
    }

    Path path() {
        return path;
    }

    private static void removeLeftovers(Path parent, Instant before) {
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lockFile : lockFiles) {
                removeIfLeft(lockFile, before);
            }
        } catch (IOException | RuntimeException failure) {
            log.warn("Directories of dumps that killed processes left in {} cannot be removed", parent, failure);
        }
    }

    private static void removeIfLeft(Path lockFile, Instant before) {
        String name = lockFile.getFileName().toString();
        Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try {
            if (!Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getLastModifiedTime(lockFile).toInstant().isBefore(before)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    @Nullable FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    FileSystemUtils.deleteRecursively(directory);
                    Files.deleteIfExists(lockFile);
                    log.info("The directory {} of a dump, which a killed process had left, was removed", directory);
                }
            }
        } catch (OverlappingFileLockException inUse) {
            log.debug("{} is in use by this process", directory);
        } catch (NoSuchFileException removed) {
            log.debug("{} was removed by another process", directory);
        } catch (IOException failure) {
            log.warn("The directory {} of a dump, which a killed process left, cannot be removed", directory, failure);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            FileSystemUtils.deleteRecursively(path);
            Files.deleteIfExists(lockFile);
        } finally {
            lock.close();
        }
    }
}
