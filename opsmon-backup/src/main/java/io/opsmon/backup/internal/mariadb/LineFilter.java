package io.opsmon.backup.internal.mariadb;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Copies a script of {@code mariadb-dump} and decides at the beginning of each line whether to change or omit it. Lines
 * may be long; only their first {@value #HEAD} bytes are examined. Not thread-safe.
 */
abstract class LineFilter extends FilterOutputStream {

    /** The comment that begins a section of the script. A byte of a name may look like a line break, hence DOTALL. */
    static final Pattern SECTION = Pattern.compile(
            "-- (?:Table structure|Dumping|Temporary|Final view|Sequence|Current Database)\\b.*", Pattern.DOTALL);

    private static final int HEAD = 1_024;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD);
    private boolean isDecided;
    private boolean isLeftOut;

    LineFilter(OutputStream script) {
        super(script);
    }

    /**
     * Decides on a line.
     *
     * @param begun the beginning of the line, or the whole line with its end. Each byte is one character, so that names
     *     in any charset are preserved
     * @return the text to write instead; null to omit the line
     */
    abstract @Nullable String decided(String begun);

    @Override
    public final void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int stop = at;
            int room = isDecided ? Integer.MAX_VALUE : HEAD - head.size();
            while (stop < end && stop - at < room && bytes[stop] != '\n') {
                stop++;
            }
            boolean ends = stop < end && bytes[stop] == '\n';
            stop = ends ? stop + 1 : stop;
            if (isDecided) {
                pass(bytes, at, stop - at);
            } else {
                head.write(bytes, at, stop - at);
                if (ends || head.size() >= HEAD) {
                    decide();
                }
            }
            isDecided = isDecided && !ends;
            at = stop;
        }
    }

    private void decide() throws IOException {
        String begun = head.toString(StandardCharsets.ISO_8859_1);
        head.reset();
        isDecided = true;
        @Nullable String passed = decided(begun);
        isLeftOut = passed == null;
        if (passed != null) {
            byte[] bytes = passed.getBytes(StandardCharsets.ISO_8859_1);
            pass(bytes, 0, bytes.length);
        }
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (!isLeftOut) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public final void close() throws IOException {
        decide();
        super.close();
    }
}
