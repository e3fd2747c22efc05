package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.operationlog.http.BodyText;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of the beginning of a request body while the host reads the body. The copy never reads ahead of the host
 * and does not change the bytes that the host receives. Used by the request's thread, or by the container's thread if
 * the host reads asynchronously, never by two threads at once.
 */
final class BodyCopy extends HttpServletRequestWrapper {

    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final StringBuilder characters = new StringBuilder(0);
    private boolean more;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    BodyCopy(HttpServletRequest request, int limit) {
        super(request);
        this.limit = limit;
    }

    /** Returns the text that the host has read, up to the limit; null if the host has read nothing. */
    @Nullable
    String text() {
        if (bytes.size() == 0) {
            return characters.isEmpty() ? null : BodyText.withoutNul(characters.toString());
        }
        return BodyText.decode(bytes.toByteArray(), charset());
    }

    /** Returns whether the copy contains everything that the host has read. */
    boolean isWhole() {
        return !more;
    }

    private @Nullable Charset charset() {
        @Nullable String name = getCharacterEncoding();
        try {
            return name == null ? null : Charset.forName(name);
        } catch (UnsupportedCharsetException | java.nio.charset.IllegalCharsetNameException unknown) {
            return null;
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream known = stream;
        if (known == null) {
            known = new CopyingStream(super.getInputStream());
            stream = known;
        }
        return known;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        BufferedReader known = reader;
        if (known == null) {
            known = new BufferedReader(new CopyingReader(super.getReader()));
            reader = known;
        }
        return known;
    }

    private void keep(byte[] buffer, int offset, int length) {
        int room = limit - bytes.size();
        bytes.write(buffer, offset, Math.min(room, length));
        more |= length > room;
    }

    private final class CopyingStream extends ServletInputStream {

        private final ServletInputStream target;

        CopyingStream(ServletInputStream target) {
            this.target = target;
        }

        @Override
        public int read() throws IOException {
            int read = target.read();
            if (read >= 0) {
                keep(new byte[] {(byte) read}, 0, 1);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = target.read(buffer, offset, length);
            if (read > 0) {
                keep(buffer, offset, read);
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            return target.available();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }

        @Override
        public boolean isFinished() {
            return target.isFinished();
        }

        @Override
        public boolean isReady() {
            return target.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            target.setReadListener(listener);
        }
    }

    private final class CopyingReader extends FilterReader {

        CopyingReader(Reader target) {
            super(target);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                keep((char) read);
            }
            return read;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            for (int i = 0; i < read; i++) {
                keep(buffer[offset + i]);
            }
            return read;
        }

        private void keep(char c) {
            if (characters.length() < limit) {
                characters.append(c);
            } else {
                more = true;
            }
        }
    }
}
