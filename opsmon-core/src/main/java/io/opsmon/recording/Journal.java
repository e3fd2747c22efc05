package io.opsmon.recording;

import io.opsmon.internal.file.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable first-in-first-out queue of records on disk. Appended records are read in order, also by the next process,
 * until they are committed.
 *
 * <p>Any thread appends. One thread at a time reads and commits. An append costs one {@code write} into the page cache
 * (2 to 5 µs) under {@link #appendLock}. With {@link FsyncPolicy#ALWAYS}, the append waits for the device, and
 * concurrent callers share one fsync.
 *
 * <p>Invariants: only the process that created a segment appends to it, so a crash damages only the end of a segment.
 * The checkpoint is never ahead of the commits. A segment is removed only after all of its records are committed.
 */
final class Journal implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** Position between two records. */
    record Position(long segment, long offset) {}

    /** Records, and the position after them to {@linkplain Journal#commit commit} after they are stored. */
    record Batch(List<byte[]> records, Position end) {}

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final ReentrantLock appendLock = new ReentrantLock();
    private final ReentrantLock syncLock = new ReentrantLock();
    private final RandomAccessFile checkpoint;

    // Guarded by appendLock.
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private @Nullable JournalSegment active;
    private long nextNumber;
    private long appended;
    private boolean closed;

    // Guarded by syncLock.
    private long synced;

    private volatile long lastSync = System.nanoTime();
    private final AtomicLong pendingBytes = new AtomicLong();
    private volatile Position position;

    private Journal(JournalDirectory directory, JournalSettings settings) throws IOException {
        this.directory = directory;
        this.settings = settings;
        for (Path segment : directory.segments()) {
            segments.add(JournalSegment.existing(segment));
        }
        this.nextNumber = directory.nextNumber();
        Path file = PrivateFiles.ensureFile(directory.path().resolve("checkpoint"));
        this.checkpoint = new RandomAccessFile(file.toFile(), "rw");
        this.position = loadPosition();
        segments.forEach(segment -> pendingBytes.addAndGet(segment.size() - JournalSegment.HEADER_LENGTH));
        @Nullable JournalSegment first = segments.peekFirst();
        if (first != null && first.number == position.segment()) {
            pendingBytes.addAndGet(JournalSegment.HEADER_LENGTH - position.offset());
        }
    }

    /**
     * Opens the journal of one log, including the segments of earlier processes.
     *
     * @throws JournalException if the directory cannot be created, locked or read
     */
    static Journal open(String name, JournalSettings settings) {
        Path parent = settings.directory().resolve(name);
        // The lock is taken on an interruptible channel. An interrupted business thread must neither break the lock nor
        // lose its interrupt flag.
        boolean interrupted = Thread.interrupted();
        try {
            JournalDirectory directory = JournalDirectory.acquire(parent);
            try {
                return new Journal(directory, settings);
            } catch (IOException | RuntimeException failure) {
                directory.close();
                throw failure;
            }
        } catch (IOException | java.io.UncheckedIOException failure) {
            throw new JournalException(
                    "Opening the journal in \"" + parent.toAbsolutePath() + "\" failed: " + failure, failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Appends a record. After this method returns, the record survives the end of the process.
     *
     * @throws JournalException if nothing was appended
     */
    void append(byte[] record) {
        long sequence;
        appendLock.lock();
        try {
            if (closed) {
                throw new JournalException("The journal is closed");
            }
            int length = JournalSegment.frameLength(record);
            if (pendingBytes.get() + length > settings.maxSize().toBytes()) {
                throw new JournalException("The journal is full: it has " + pendingBytes + " bytes of at most "
                        + settings.maxSize().toBytes() + "B");
            }
            try {
                activeSegment().append(record);
            } catch (IOException failure) {
                throw new JournalException(
                        "Writing to the journal in \"" + directory.path() + "\" failed: " + failure.getMessage(),
                        failure);
            }
            pendingBytes.addAndGet(length);
            sequence = ++appended;
        } finally {
            appendLock.unlock();
        }
        if (settings.fsync() == FsyncPolicy.ALWAYS) {
            sync(sequence);
        } else {
            syncIfDue();
        }
    }

    /**
     * Forces the bytes to the device if the interval of {@link FsyncPolicy#INTERVAL} has passed. The idle writer thread
     * calls this method.
     */
    void syncIfDue() {
        if (settings.fsync() == FsyncPolicy.INTERVAL
                && System.nanoTime() - lastSync > settings.fsyncInterval().toNanos()) {
            sync(appended);
        }
    }

    private void sync(long sequence) {
        syncLock.lock();
        try {
            lastSync = System.nanoTime();
            if (synced >= sequence) {
                return;
            }
            @Nullable JournalSegment segment;
            long upTo;
            appendLock.lock();
            try {
                segment = active;
                upTo = appended;
            } finally {
                appendLock.unlock();
            }
            if (segment != null) {
                segment.force();
            }
            synced = upTo;
        } catch (IOException failure) {
            if (settings.fsync() == FsyncPolicy.ALWAYS) {
                throw new JournalException(
                        "Forcing the journal in \"" + directory.path() + "\" to disk failed", failure);
            }
            log.warn("Forcing the journal in \"{}\" to disk failed: {}", directory.path(), failure.toString());
        } finally {
            syncLock.unlock();
        }
    }

    private JournalSegment activeSegment() throws IOException {
        @Nullable JournalSegment current = active;
        if (current != null && current.size() < settings.segmentSize().toBytes()) {
            return current;
        }
        if (current != null && settings.fsync() != FsyncPolicy.NEVER) {
            current.force();
        }
        JournalSegment next = JournalSegment.create(directory.path(), nextNumber);
        nextNumber++;
        segments.add(next);
        active = next;
        return next;
    }

    /** Reads from the committed position. Reading again without a commit returns the same records. */
    Batch read(int maxRecords, int maxBytes) {
        List<byte[]> records = new ArrayList<>();
        Position at = position;
        for (JournalSegment segment : snapshot()) {
            if (segment.number < at.segment()) {
                continue;
            }
            long from = segment.number == at.segment() ? at.offset() : JournalSegment.HEADER_LENGTH;
            boolean damagedBefore = segment.isDamaged();
            try {
                at = new Position(segment.number, segment.read(from, maxRecords, maxBytes, records));
            } catch (IOException failure) {
                throw new JournalException("Reading the journal segment \"" + segment.file() + "\" failed", failure);
            }
            if (segment.isDamaged() && !damagedBefore) {
                log.warn(
                        "The journal segment \"{}\" is damaged; readable records are stored, the file is kept as *.damaged",
                        segment.file());
            }
            if (!records.isEmpty()) {
                break;
            }
        }
        return new Batch(records, at);
    }

    /** Marks all records before a position as stored, and removes the segments before the position. */
    void commit(Position end) {
        appendLock.lock();
        try {
            @Nullable JournalSegment first;
            long from = position.offset();
            while ((first = segments.peekFirst()) != null && first.number <= end.segment()) {
                long begin = first.number == position.segment() ? from : JournalSegment.HEADER_LENGTH;
                boolean whole = first.number < end.segment() || (end.offset() >= first.size() && first != active);
                pendingBytes.addAndGet(begin - (whole ? first.size() : end.offset()));
                if (!whole) {
                    break;
                }
                segments.removeFirst();
                first.retire();
            }
            position = end;
            storePosition(end);
        } catch (IOException failure) {
            throw new JournalException(
                    "Moving the checkpoint of the journal in \"" + directory.path() + "\" failed", failure);
        } finally {
            appendLock.unlock();
        }
    }

    /** Returns the number of uncommitted bytes. */
    long pendingBytes() {
        return pendingBytes.get();
    }

    boolean isEmpty() {
        return pendingBytes.get() <= 0;
    }

    private List<JournalSegment> snapshot() {
        appendLock.lock();
        try {
            return new ArrayList<>(segments);
        } finally {
            appendLock.unlock();
        }
    }

    private Position loadPosition() throws IOException {
        @Nullable JournalSegment first = segments.peekFirst();
        Position beginning = new Position(first == null ? nextNumber : first.number, JournalSegment.HEADER_LENGTH);
        if (first == null || checkpoint.length() != 20) {
            return beginning;
        }
        byte[] bytes = new byte[20];
        checkpoint.seek(0);
        checkpoint.readFully(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Position saved = new Position(buffer.getLong(), buffer.getLong());
        boolean intact = buffer.getInt() == checkpointCrc(bytes);
        return intact && saved.segment() == first.number && saved.offset() <= first.size() ? saved : beginning;
    }

    private void storePosition(Position end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(20).putLong(end.segment()).putLong(end.offset());
        buffer.putInt(checkpointCrc(buffer.array()));
        checkpoint.seek(0);
        checkpoint.write(buffer.array());
    }

    private static int checkpointCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 16);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        if (settings.fsync() != FsyncPolicy.NEVER) {
            try {
                sync(Long.MAX_VALUE);
            } catch (JournalException failure) {
                log.warn(failure.getMessage(), failure);
            }
        }
        appendLock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            boolean empty = isEmpty();
            for (JournalSegment segment : segments) {
                if (empty) {
                    segment.retire();
                } else {
                    segment.close();
                }
            }
            checkpoint.close();
            if (empty) {
                Files.deleteIfExists(directory.path().resolve("checkpoint"));
            }
        } catch (IOException failure) {
            log.warn("Closing the journal in \"{}\" failed", directory.path(), failure);
        } finally {
            appendLock.unlock();
            closeDirectory();
        }
    }

    private void closeDirectory() {
        try {
            directory.close();
        } catch (IOException failure) {
            log.warn("Releasing the journal directory \"{}\" failed", directory.path(), failure);
        }
    }
}
