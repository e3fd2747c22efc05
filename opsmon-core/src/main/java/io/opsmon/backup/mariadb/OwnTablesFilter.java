package io.opsmon.backup.mariadb;

import io.opsmon.backup.RestoreScope;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Leaves opsmon's own tables out of a script of {@code mariadb-dump}, which begins each section with a comment that says of what it is. Lines may be long; only their beginnings are looked at. */
final class OwnTablesFilter extends FilterOutputStream {

    private static final int HEAD = 256;
    private static final Pattern SECTION =
            Pattern.compile("-- (?:Table structure|Dumping|Temporary|Final view|Sequence|Current Database)\\b.*");
    private static final Pattern OWN =
            Pattern.compile("-- (?:Table structure for|Dumping data for) table `" + RestoreScope.OWN_TABLES + ".*");

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD);
    private boolean isDecided;
    private boolean isLeftOut;

    OwnTablesFilter(OutputStream script) {
        super(script);
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int line = at;
            while (line < end && bytes[line] != '\n') {
                line++;
            }
            boolean ends = line < end;
            int stop = ends ? line + 1 : line;
            if (isDecided) {
                pass(bytes, at, stop - at);
            } else {
                head.write(bytes, at, stop - at);
                if (ends || head.size() >= HEAD) {
                    decide();
                }
            }
            if (ends) {
                isDecided = false;
            }
            at = stop;
        }
    }

    private void decide() throws IOException {
        byte[] begun = head.toByteArray();
        head.reset();
        isDecided = true;
        String text = new String(begun, 0, Math.min(HEAD, begun.length), StandardCharsets.UTF_8).stripTrailing();
        if (SECTION.matcher(text).matches()) {
            isLeftOut = OWN.matcher(text).matches();
        }
        pass(begun, 0, begun.length);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (!isLeftOut) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        decide();
        super.close();
    }
}
