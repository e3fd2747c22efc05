package io.opsmon.backup.mariadb;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a script that is run in a scratch database. Events, which act by themselves, are left out. With a {@link MariaDbCage}, its user is the definer of everything: another one needs the rights of a superuser. That is for scripts to run; it protects from nothing, as a statement may be written otherwise. The cage
 * does. Not thread-safe.
 */
final class ScratchScript {

    private static final String NAME = "`(?:[^`]|``)*`";
    private static final Pattern SECTION =
            Pattern.compile("-- (?:Table structure|Dumping|Temporary|Final view|Sequence|Current Database)\\b.*");
    private static final Pattern EVENTS = Pattern.compile("-- Dumping events for database.*");
    private static final Pattern EVENT = Pattern.compile(".*\\bDROP EVENT IF EXISTS `((?:[^`]|``)*)`.*");
    private static final Pattern SCRIPTED_EVENT =
            Pattern.compile("CREATE (?:DEFINER=\\S+ )?EVENT `((?:[^`]|``)*)`.*", Pattern.DOTALL);

    /** At the beginning of a line or of a statement: with the comments for older versions that programs write. */
    private static final Pattern DEFINER =
            Pattern.compile("\\A((?:CREATE |OR REPLACE |ALGORITHM=\\w+ |/\\*M?!\\d+ |CREATE\\*/ )*DEFINER=)" + NAME
                    + "(?:@" + NAME + ")?");

    private final boolean isCaged;
    private final Set<String> leftOut = new LinkedHashSet<>();

    ScratchScript(boolean isCaged) {
        this.isCaged = isCaged;
    }

    /** A statement of a script of the driver; null if it is left out. */
    @Nullable
    String statement(String sql) {
        Matcher event = SCRIPTED_EVENT.matcher(sql);
        if (event.matches()) {
            leftOut.add("EVENT " + event.group(1));
            return null;
        }
        return isCaged ? DEFINER.matcher(sql).replaceFirst("$1CURRENT_USER") : sql;
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Passes a script of the server's own program on. */
    OutputStream filter(OutputStream script) {
        return new Filter(script);
    }

    /** Lines may be long; only their beginnings are looked at. */
    private final class Filter extends FilterOutputStream {

        private static final int HEAD = 1_024;

        private final ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD);
        private boolean isDecided;
        private boolean isLeftOut;

        Filter(OutputStream script) {
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
            // A byte is a letter: what is looked for is in ASCII but for names, which are passed on as they are.
            String text = head.toString(StandardCharsets.ISO_8859_1);
            head.reset();
            isDecided = true;
            String line = text.stripTrailing();
            if (SECTION.matcher(line).matches()) {
                isLeftOut = EVENTS.matcher(line).matches();
            }
            Matcher event = EVENT.matcher(line);
            if (isLeftOut && event.matches()) {
                leftOut.add("EVENT "
                        + new String(event.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
            byte[] begun = (isCaged ? DEFINER.matcher(text).replaceFirst("$1CURRENT_USER") : text)
                    .getBytes(StandardCharsets.ISO_8859_1);
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
}
