package io.opsmon.recording;

import io.opsmon.file.PrivateFiles;
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
 * A durable first-in-first-out queue of records on disk: what was appended is read back in order, also by the next
 * process, until it is committed.
 *
 * <p>Any thread appends. One thread at a time reads and commits. An append costs one {@code write} into the page cache
 * (2 to 5 µs) under {@link #appendLock}; with {@link FsyncPolicy#ALWAYS} it waits for the device, and callers that wait
 * together share one fsync.
 *
 * <p>Invariants: segments are appended to only by the process that made them, so damage from a crash is always at a
 * segment's end; the checkpoint never runs ahead of what was committed; a segment is removed only when all of it is
 * committed.
 */
final class Journal implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** A place between two records. */
    record Position(long segment, long offset) {}

    /** Records read and the place behind them, to be {@linkplain Journal#commit committed} once they are stored. */
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
     * Opens the journal of one log, with whatever earlier processes left in it.
     *
     * @throws JournalException if the directory cannot be made, locked or read
     */
    static Journal open(String name, JournalSettings settings) {
        Path parent = settings.directory().resolve(name);
        // The lock is taken on an interruptible channel; an interrupted business thread must neither break it nor lose
        // its flag.
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
                    "Cannot open the journal in " + parent.toAbsolutePath() + ": " + failure, failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Appends a record; when this returns, the record outlives the process.
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
                throw new JournalException(
                        "The journal holds " + pendingBytes + " bytes, its bound is " + settings.maxSize());
            }
            try {
                activeSegment().append(record);
            } catch (IOException failure) {
                throw new JournalException(
                        "Cannot write to the journal in " + directory.path() + ": " + failure.getMessage(), failure);
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
     * Forces the bytes to the device if {@link FsyncPolicy#INTERVAL} asks for it now; the writer thread calls it when
     * idle.
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
                throw new JournalException("Cannot force the journal in " + directory.path() + " to disk", failure);
            }
            log.warn("Cannot force the journal in {} to disk: {}", directory.path(), failure.toString());
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

    /** Reads on from the committed position; reading twice without a commit gives the same records. */
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
                throw new JournalException("Cannot read " + segment.file(), failure);
            }
            if (segment.isDamaged() && !damagedBefore) {
                log.warn(
                        "{} is damaged; its readable records are stored and the file is kept with the suffix .damaged",
                        segment.file());
            }
            if (!records.isEmpty()) {
                break;
            }
        }
        return new Batch(records, at);
    }

    /** Declares everything before a position stored, and removes the segments that lie wholly before it. */
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
            throw new JournalException("Cannot move the checkpoint of the journal in " + directory.path(), failure);
        } finally {
            appendLock.unlock();
        }
    }

    /** Bytes appended and not committed. */
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
            log.warn("Cannot close the journal in {}", directory.path(), failure);
        } finally {
            appendLock.unlock();
            closeDirectory();
        }
    }

    private void closeDirectory() {
        try {
            directory.close();
        } catch (IOException failure) {
            log.warn("Cannot release the journal directory {}", directory.path(), failure);
        }
    }
}
