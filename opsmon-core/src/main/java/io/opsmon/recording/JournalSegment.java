package io.opsmon.recording;

import io.opsmon.internal.file.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Append-only file of a {@link Journal}.
 *
 * <pre>
 *  header   8 bytes   "OPSMONJ1"
 *  frame    4 bytes   marker "OPSJ"
 *           4 bytes   length of the record, big-endian
 *           4 bytes   CRC-32C of the record
 *           n bytes   the record
 * </pre>
 *
 * <p>One call writes a frame, so a killed process leaves at most one incomplete frame at the end. With the marker, a
 * reader finds the next valid frame after a damaged frame. The class uses {@link RandomAccessFile} instead of a
 * channel, because a channel is closed for all threads if one writing business thread is interrupted.
 *
 * <p>One thread at a time appends under the lock of the journal, and one thread reads. {@link #size} publishes appended
 * frames to the reader.
 */
final class JournalSegment implements Closeable {

    static final String SUFFIX = ".journal";
    static final int HEADER_LENGTH = 8;
    private static final byte[] HEADER = "OPSMONJ1".getBytes(StandardCharsets.US_ASCII);
    private static final int MARKER = 0x4F50534A;
    private static final int FRAME_OVERHEAD = 12;
    private static final int MAX_RECORD = 64 * 1024 * 1024;
    private static final int READ_CHUNK = 256 * 1024;

    final long number;
    private final Path file;
    private final RandomAccessFile access;
    private volatile long size;
    // Used by the reader only. A separate file pointer never waits for an append.
    private @Nullable RandomAccessFile reader;
    private boolean damaged;

    private JournalSegment(Path file, long number, RandomAccessFile access, long size) {
        this.file = file;
        this.number = number;
        this.access = access;
        this.size = size;
    }

    /**
     * Creates an empty segment. An existing file is never overwritten, because it may contain entries that are not
     * stored yet.
     */
    static JournalSegment create(Path directory, long number) throws IOException {
        Path file = PrivateFiles.createFile(directory.resolve(fileName(number)));
        RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw");
        try {
            access.write(HEADER);
        } catch (IOException failure) {
            access.close();
            Files.deleteIfExists(file);
            throw failure;
        }
        return new JournalSegment(file, number, access, HEADER_LENGTH);
    }

    static JournalSegment existing(Path file) throws IOException {
        RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw");
        return new JournalSegment(file, numberOf(file), access, access.length());
    }

    static String fileName(long number) {
        return String.format(Locale.ROOT, "%019d%s", number, SUFFIX);
    }

    static long numberOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    static int frameLength(byte[] record) {
        return FRAME_OVERHEAD + record.length;
    }

    long size() {
        return size;
    }

    /** Appends one frame, or leaves the file unchanged. */
    void append(byte[] record) throws IOException {
        if (record.length > MAX_RECORD) {
            throw new IOException(
                    "A record of " + record.length + " bytes exceeds the limit of " + MAX_RECORD + " bytes");
        }
        ByteBuffer frame = ByteBuffer.allocate(frameLength(record));
        frame.putInt(MARKER).putInt(record.length).putInt(crc(record)).put(record);
        long start = size;
        try {
            access.seek(start);
            access.write(frame.array());
        } catch (IOException failure) {
            truncate(start, failure);
            throw failure;
        }
        size = start + frame.capacity();
    }

    private void truncate(long length, IOException failure) {
        try {
            access.setLength(length);
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    void force() throws IOException {
        access.getFD().sync();
    }

    /**
     * Reads frames from an offset up to one of the bounds or the end. Damaged frames are skipped.
     *
     * @return the offset after the last frame; {@link #size()} if no readable frame is left
     */
    long read(long offset, int maxRecords, int maxBytes, List<byte[]> sink) throws IOException {
        long end = size;
        long position = Math.max(offset, HEADER_LENGTH);
        int records = 0;
        int bytes = 0;
        int wanted = READ_CHUNK;
        while (position < end && records < maxRecords && bytes < maxBytes) {
            ByteBuffer chunk = load(position, (int) Math.min(end - position, wanted));
            wanted = READ_CHUNK;
            int parsed = 0;
            Frame frame = Frame.at(chunk, 0);
            while (frame.isWhole() && records < maxRecords && bytes < maxBytes) {
                sink.add(frame.record);
                records++;
                bytes += frame.record.length;
                parsed += frameLength(frame.record);
                frame = Frame.at(chunk, parsed);
            }
            position += parsed;
            boolean cutByChunk = frame.state == FrameState.PARTIAL && position - parsed + chunk.limit() < end;
            boolean enlarged = chunk.limit() > READ_CHUNK;
            if (cutByChunk && parsed == 0 && !enlarged) {
                wanted = Math.max(READ_CHUNK + 1, FRAME_OVERHEAD + Frame.declaredLength(chunk));
            } else if (!frame.isWhole() && position < end && (!cutByChunk || parsed == 0)) {
                position = skipDamage(position, end, frame.state == FrameState.BAD);
            }
        }
        return position;
    }

    /** Returns the offset of the next valid frame after a bad frame. An incomplete end has none. */
    private long skipDamage(long from, long end, boolean bad) throws IOException {
        ByteBuffer rest = load(from, (int) Math.min(end - from, Integer.MAX_VALUE - 8));
        for (int i = 1; i + FRAME_OVERHEAD <= rest.limit(); i++) {
            if (rest.getInt(i) == MARKER && Frame.at(rest, i).isWhole()) {
                damaged = true;
                return from + i;
            }
        }
        damaged |= bad;
        return end;
    }

    private ByteBuffer load(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        @Nullable RandomAccessFile in = reader;
        if (in == null) {
            in = new RandomAccessFile(file.toFile(), "r");
            reader = in;
        }
        in.seek(position);
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Removes a file after all of its records are stored. A damaged file is renamed and kept for analysis. */
    void retire() throws IOException {
        close();
        if (damaged) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
        } else {
            Files.deleteIfExists(file);
        }
    }

    boolean isDamaged() {
        return damaged;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        access.close();
        @Nullable RandomAccessFile in = reader;
        if (in != null) {
            in.close();
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    private enum FrameState {
        WHOLE,
        /** Incomplete: more bytes may follow, or were lost in a crash. */
        PARTIAL,
        BAD
    }

    /** Frame in a buffer at an index. */
    private static final class Frame {

        private static final byte[] NO_BYTES = {};

        final FrameState state;
        final byte[] record;

        private Frame(FrameState state, byte[] record) {
            this.state = state;
            this.record = record;
        }

        static Frame at(ByteBuffer buffer, int index) {
            int available = buffer.limit() - index;
            if (available < FRAME_OVERHEAD) {
                return new Frame(FrameState.PARTIAL, NO_BYTES);
            }
            int length = buffer.getInt(index + 4);
            if (buffer.getInt(index) != MARKER || length < 0 || length > MAX_RECORD) {
                return new Frame(isZero(buffer, index) ? FrameState.PARTIAL : FrameState.BAD, NO_BYTES);
            }
            if (available < FRAME_OVERHEAD + length) {
                return new Frame(FrameState.PARTIAL, NO_BYTES);
            }
            byte[] record = new byte[length];
            buffer.get(index + FRAME_OVERHEAD, record);
            return crc(record) == buffer.getInt(index + 8)
                    ? new Frame(FrameState.WHOLE, record)
                    : new Frame(FrameState.BAD, NO_BYTES);
        }

        boolean isWhole() {
            return state == FrameState.WHOLE;
        }

        /** Returns the length in the header of a partial frame; 0 if the header is incomplete. */
        static int declaredLength(ByteBuffer buffer) {
            return buffer.limit() < FRAME_OVERHEAD ? 0 : buffer.getInt(4);
        }

        /**
         * Returns whether the rest is zero: the file system extended the file before a power failure, but the bytes
         * were never written.
         */
        private static boolean isZero(ByteBuffer buffer, int index) {
            for (int i = index; i < buffer.limit(); i++) {
                if (buffer.get(i) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
