package io.opsmon.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Private, empty directory for temporary work. The process holds a lock on the file {@code <name>.lock} in the same
 * parent until the directory is closed or the process ends. The directory of a killed process is removed when the next
 * directory with the same prefix is created. Not thread-safe.
 *
 * <p>A directory is abandoned if its lock file belongs to the same user, is older than {@link #ABANDONED}, and is not
 * locked. The name contains the process, because the lock files of this process must not be opened. Closing any channel
 * on a file releases all locks that the process has on it.
 *
 * @since 0.1
 */
public final class WorkDirectory implements AutoCloseable {

    /**
     * Minimum age of the lock file of an abandoned directory. A younger file may belong to a process that has not
     * locked it yet.
     */
    public static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);
    private static final String LOCK = ".lock";

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private WorkDirectory(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Creates a directory in the system's directory for temporary files.
     *
     * @param prefix the prefix of the name, the same for all directories of one kind
     * @return the directory, with the permissions {@code 0700}
     * @throws IOException if the directory cannot be created
     */
    public static WorkDirectory create(String prefix) throws IOException {
        return create(Path.of(System.getProperty("java.io.tmpdir", ".")), prefix, Clock.systemUTC());
    }

    /**
     * Creates a directory and removes abandoned directories with the same prefix.
     *
     * @param parent the parent directory
     * @param prefix the prefix of the name, the same for all directories of one kind
     * @param clock the time from which the age of other directories is computed
     * @return the directory, with the permissions {@code 0700}
     * @throws IOException if the directory cannot be created
     */
    public static WorkDirectory create(Path parent, String prefix, Clock clock) throws IOException {
        Path path = parent.resolve(prefix + process() + "-" + UUID.randomUUID());
        Path lockFile = path.resolveSibling(path.getFileName() + LOCK);
        FileChannel lock = PrivateFiles.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        WorkDirectory made = new WorkDirectory(path, lockFile, lock);
        boolean isWhole = false;
        try {
            if (lock.tryLock() == null) {
                throw new IOException("Locking \"" + lockFile + "\" failed: another process holds the lock");
            }
            PrivateFiles.createDirectories(path);
            isWhole = true;
        } finally {
            if (!isWhole) {
                made.close();
            }
        }
        made.removeAbandoned(prefix, clock.instant().minus(ABANDONED));
        return made;
    }

    /**
     * Returns the path of the directory.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    /** Removes abandoned directories. Failures are logged and do not affect the work. */
    private void removeAbandoned(String prefix, Instant before) {
        try {
            UserPrincipal user = Files.getOwner(lockFile, LinkOption.NOFOLLOW_LINKS);
            List<Path> lockFiles;
            try (Stream<Path> all = Files.list(lockFile.toAbsolutePath().getParent())) {
                lockFiles = all.filter(
                                each -> isOfAnotherProcess(each.getFileName().toString(), prefix))
                        .toList();
            }
            for (Path each : lockFiles) {
                removeIfAbandoned(each, user, before);
            }
        } catch (IOException failure) {
            log.warn("Removing the directories of killed processes in the parent of \"{}\" failed", path, failure);
        }
    }

    private static boolean isOfAnotherProcess(String name, String prefix) {
        return name.startsWith(prefix) && name.endsWith(LOCK) && !name.startsWith(prefix + process() + "-");
    }

    private static void removeIfAbandoned(Path lockFile, UserPrincipal user, Instant before) {
        String name = lockFile.getFileName().toString();
        Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try {
            if (!Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(lockFile, LinkOption.NOFOLLOW_LINKS).equals(user)
                    || !Files.getLastModifiedTime(lockFile, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(before)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    @Nullable FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    FileSystemUtils.deleteRecursively(directory);
                    Files.deleteIfExists(lockFile);
                    log.info("Removed the directory \"{}\" of a killed process", directory);
                }
            }
        } catch (OverlappingFileLockException inUse) {
            log.debug("The directory \"{}\" is in use by this process", directory);
        } catch (NoSuchFileException removed) {
            log.debug("The directory \"{}\" was removed by another process", directory);
        } catch (IOException failure) {
            log.warn("Removing the directory \"{}\" of a killed process failed", directory, failure);
        }
    }

    /** Returns the process id and the start time. In a container, every started process may have the same id. */
    private static String process() {
        ProcessHandle process = ProcessHandle.current();
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /**
     * Removes the directory and its content.
     *
     * @throws IOException if a file cannot be removed; a later process removes the directory in this case
     */
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
