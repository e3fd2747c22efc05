package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.operationlog.http.BodyText;
import io.opsmon.boot.operationlog.http.RequestEntries;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of the beginning of a JSON answer while the host writes the answer. Nothing is delayed, and other
 * answers are not copied. Used by the thread that writes the answer, never by two threads at once.
 */
final class AnswerCopy extends HttpServletResponseWrapper {

    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private final StringBuilder characters = new StringBuilder(0);
    private boolean more;
    private @Nullable Boolean wanted;
    private @Nullable String contentType;
    private @Nullable Charset charset;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    AnswerCopy(HttpServletResponse response, int limit) {
        super(response);
        this.limit = limit;
    }

    /** Returns the text that the host has written, up to the limit; null if the host has written no JSON. */
    @Nullable
    String text() {
        if (bytes.size() == 0) {
            return characters.isEmpty() ? null : characters.toString();
        }
        return BodyText.decode(bytes.toByteArray(), charset);
    }

    /** Returns whether the copy contains everything that the host has written. */
    boolean isWhole() {
        return !more;
    }

    /** Returns the type of the answer at the time of its first byte; null if unknown. */
    @Nullable
    String contentType() {
        return contentType;
    }

    /** Decides at the first byte, when the headers are complete. */
    private boolean isWanted() {
        if (wanted == null) {
            contentType = getContentType();
            charset = charset(getCharacterEncoding());
            wanted = RequestEntries.isJsonDocument(contentType, getHeader("Content-Encoding"));
        }
        return wanted;
    }

    private static @Nullable Charset charset(@Nullable String name) {
        try {
            // The servlet API reports ISO-8859-1 if no charset is set. JSON is UTF-8 then.
            return name == null || name.equalsIgnoreCase("ISO-8859-1") ? null : Charset.forName(name);
        } catch (UnsupportedCharsetException | IllegalCharsetNameException unknown) {
            return null;
        }
    }

    private void forget() {
        bytes.reset();
        characters.setLength(0);
        more = false;
        wanted = null;
    }

    @Override
    public void reset() {
        super.reset();
        forget();
        stream = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream known = stream;
        if (known == null) {
            known = new CopyingStream(super.getOutputStream());
            stream = known;
        }
        return known;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter known = writer;
        if (known == null) {
            known = new CopyingWriter(super.getWriter());
            writer = known;
        }
        return known;
    }

    private void keep(byte[] buffer, int offset, int length) {
        if (isWanted()) {
            int room = limit - bytes.size();
            bytes.write(buffer, offset, Math.min(room, length));
            more |= length > room;
        }
    }

    private void keep(CharSequence text, int offset, int length) {
        if (isWanted()) {
            int room = limit - characters.length();
            characters.append(text, offset, offset + Math.min(room, length));
            more |= length > room;
        }
    }

    private final class CopyingStream extends ServletOutputStream {

        private final ServletOutputStream target;

        CopyingStream(ServletOutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            target.write(value);
            keep(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            target.write(buffer, offset, length);
            keep(buffer, offset, length);
        }

        @Override
        public void write(ByteBuffer buffer) throws IOException {
            ByteBuffer copied = buffer.duplicate();
            byte[] beginning = new byte[Math.min(copied.remaining(), limit)];
            copied.get(beginning);
            more |= copied.hasRemaining();
            target.write(buffer);
            keep(beginning, 0, beginning.length);
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }

        @Override
        public boolean isReady() {
            return target.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            target.setWriteListener(listener);
        }
    }

    private final class CopyingWriter extends PrintWriter {

        private final PrintWriter target;

        CopyingWriter(PrintWriter target) {
            super(target);
            this.target = target;
        }

        @Override
        public void write(int character) {
            super.write(character);
            keep(String.valueOf((char) character), 0, 1);
        }

        @Override
        public void write(char[] buffer, int offset, int length) {
            super.write(buffer, offset, length);
            int kept = Math.min(length, limit + 1);
            keep(String.valueOf(buffer, offset, kept), 0, kept);
        }

        @Override
        public void write(String text, int offset, int length) {
            super.write(text, offset, length);
            keep(text, offset, length);
        }

        @Override
        public boolean checkError() {
            return super.checkError() || target.checkError();
        }
    }
}
