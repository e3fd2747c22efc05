package io.opsmon.backup.internal.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A bounded pipe between two threads. Unlike {@link java.io.PipedInputStream}, both ends work at the same time, and any
 * thread may use an end. The pipe of the JDK fails if the thread that wrote last has ended before another thread closes
 * the pipe.
 *
 * <p>A reader meets the end of the stream when the output is closed, after all bytes. A writer fails when the input is
 * closed. Both ends must be closed in every case.
 */
final class BytePipe {

    private final byte[] ring;
    private int start;
    private int count;
    private boolean isInputClosed;
    private boolean isOutputClosed;

    BytePipe(int capacity) {
        this.ring = new byte[capacity];
    }

    private synchronized int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (count == 0 && !isOutputClosed) {
            requireOpenInput();
            await();
        }
        requireOpenInput();
        if (count == 0) {
            return -1;
        }
        int read = Math.min(Math.min(length, count), ring.length - start);
        System.arraycopy(ring, start, into, offset, read);
        start = (start + read) % ring.length;
        count -= read;
        notifyAll();
        return read;
    }

    private synchronized int write(byte[] from, int offset, int length) throws IOException {
        requireOpenInput();
        while (count == ring.length) {
            await();
            requireOpenInput();
        }
        if (isOutputClosed) {
            throw new IOException("The pipe is closed");
        }
        int end = (start + count) % ring.length;
        int written = Math.min(Math.min(length, ring.length - count), ring.length - end);
        System.arraycopy(from, offset, ring, end, written);
        count += written;
        notifyAll();
        return written;
    }

    /** The input was closed, so the bytes cannot be read. */
    static final class InputClosedException extends IOException {

        private static final long serialVersionUID = 1;

        InputClosedException() {
            super("The input of the pipe is closed");
        }
    }

    private void requireOpenInput() throws InputClosedException {
        if (isInputClosed) {
            throw new InputClosedException();
        }
    }

    /** Waits until the other end has done something; the callers loop. */
    @SuppressWarnings("WaitNotInLoop")
    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException();
        }
    }

    private synchronized void closeInput() {
        isInputClosed = true;
        notifyAll();
    }

    private synchronized void closeOutput() {
        isOutputClosed = true;
        notifyAll();
    }

    /** Returns the end that reads. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, into.length);
                return BytePipe.this.read(into, offset, length);
            }

            @Override
            public void close() {
                closeInput();
            }
        };
    }

    /** Returns the end that writes. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, from.length);
                for (int written = 0; written < length; ) {
                    written += BytePipe.this.write(from, offset + written, length - written);
                }
            }

            @Override
            public void close() {
                closeOutput();
            }
        };
    }
}
