package io.opsmon.recording;

import io.opsmon.internal.file.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Directory of one log's journal, locked by one process at a time. Several processes may share the same parent, for
 * example two instances of a host with the same working directory. Each process locks a numbered slot by a file lock.
 * The next process that opens the journal adopts the segments of slots without a process.
 *
 * <pre>
 *  operation-log/0/lock
 *                 /checkpoint
 *                 /0000000000000000001.journal
 *  operation-log/1/...          a second process
 * </pre>
 */
final class JournalDirectory implements Closeable {

    private static final int MAX_SLOTS = 64;

    /**
     * Slots locked by this JVM. The JVM holds a file lock, not the object: two recorders in one JVM, for example two
     * contexts of a test, also require this set.
     */
    private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockChannel;

    private JournalDirectory(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /** Returns whether an earlier process may have left entries. This method only lists names and creates nothing. */
    static boolean hasLeftovers(Path parent) {
        for (Path slot : slots(parent)) {
            if (!segments(slot).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    static JournalDirectory acquire(Path parent) throws IOException {
        for (int slot = 0; slot < MAX_SLOTS; slot++) {
            @Nullable JournalDirectory directory = tryAcquire(parent.resolve(Integer.toString(slot)));
            if (directory != null) {
                directory.adoptAbandoned(parent);
                return directory;
            }
        }
        throw new IOException("All " + MAX_SLOTS + " slots of the journal directory \"" + parent
                + "\" are locked by other processes");
    }

    private static @Nullable JournalDirectory tryAcquire(Path slot) throws IOException {
        PrivateFiles.createDirectories(slot);
        Path key = slot.toRealPath();
        if (!HELD_BY_THIS_JVM.add(key)) {
            return null;
        }
        @Nullable FileChannel channel = null;
        boolean held = false;
        try {
            channel = PrivateFiles.open(slot.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            held = lock != null;
            return held ? new JournalDirectory(key, channel) : null;
        } catch (OverlappingFileLockException heldHere) {
            return null;
        } finally {
            if (!held) {
                HELD_BY_THIS_JVM.remove(key);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Moves the segments of ended processes behind the own segments. Their checkpoints are deleted, and the store
     * ignores entries that it already has.
     */
    private void adoptAbandoned(Path parent) throws IOException {
        for (Path slot : slots(parent)) {
            if (slot.toRealPath().equals(path) || segments(slot).isEmpty()) {
                continue;
            }
            try (JournalDirectory abandoned = tryAcquire(slot)) {
                if (abandoned != null) {
                    for (Path segment : segments(slot)) {
                        Files.move(
                                segment,
                                path.resolve(JournalSegment.fileName(nextNumber())),
                                StandardCopyOption.ATOMIC_MOVE);
                    }
                    Files.deleteIfExists(slot.resolve("checkpoint"));
                }
            }
        }
    }

    Path path() {
        return path;
    }

    List<Path> segments() {
        return segments(path);
    }

    long nextNumber() {
        List<Path> existing = segments(path);
        return existing.isEmpty() ? 1 : JournalSegment.numberOf(existing.get(existing.size() - 1)) + 1;
    }

    private static List<Path> slots(Path parent) {
        return list(parent, "[0-9]*");
    }

    private static List<Path> segments(Path slot) {
        return list(slot, "[0-9]*" + JournalSegment.SUFFIX);
    }

    private static List<Path> list(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
                entries.forEach(found::add);
            } catch (IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        }
        Collections.sort(found);
        return found;
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
        HELD_BY_THIS_JVM.remove(path);
    }
}
