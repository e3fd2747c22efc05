package io.opsmon.backup.internal.mariadb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Replaces the large literals of an {@code INSERT} with variables, which are assigned before it. Only a part of a
 * literal is in memory. Not thread-safe.
 */
final class LargeRow {

    /** The position in the statement. */
    private enum Position {
        OUTSIDE,
        NAME,
        TEXT,
        ESCAPE,
        HEX
    }

    /** A buffer whose last byte can be taken back. */
    private static final class Text extends ByteArrayOutputStream {
        void dropLast() {
            count--;
        }
    }

    private final OutputStream out;
    private final long maxValue;
    private final Text statement = new Text();
    private final ByteArrayOutputStream literal = new ByteArrayOutputStream(LargeValues.PART + 8);
    private Position position = Position.OUTSIDE;
    private byte previous;
    private int variables;
    private long assigned;

    LargeRow(OutputStream out, long maxValue) {
        this.out = out;
        this.maxValue = maxValue;
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            at = switch (position) {
                case OUTSIDE -> outside(bytes, at);
                case NAME -> name(bytes, at);
                case TEXT -> text(bytes, at, end);
                case ESCAPE -> escaped(bytes, at);
                case HEX -> hex(bytes, at, end);
            };
        }
    }

    private int outside(byte[] bytes, int at) {
        byte next = bytes[at];
        if (next == 'x' && previous == '0') {
            statement.dropLast();
            literal.writeBytes(new byte[] {'0', 'x'});
            position = Position.HEX;
        } else if (next == '\'') {
            literal.write(next);
            position = Position.TEXT;
        } else {
            statement.write(next);
            position = next == '`' ? Position.NAME : Position.OUTSIDE;
        }
        previous = next;
        return at + 1;
    }

    private int name(byte[] bytes, int at) {
        statement.write(bytes[at]);
        if (bytes[at] == '`') {
            position = Position.OUTSIDE;
        }
        return at + 1;
    }

    private int escaped(byte[] bytes, int at) {
        literal.write(bytes[at]);
        position = Position.TEXT;
        return at + 1;
    }

    private int text(byte[] bytes, int at, int end) throws IOException {
        // A character of UTF-8 is not split.
        if (literal.size() >= LargeValues.PART && (bytes[at] & 0xC0) != 0x80) {
            literal.write('\'');
            assign();
            literal.write('\'');
        }
        int room = Math.max(1, LargeValues.PART - literal.size());
        int stop = at;
        while (stop < end && stop - at < room && bytes[stop] != '\\' && bytes[stop] != '\'') {
            stop++;
        }
        literal.write(bytes, at, stop - at);
        if (stop < end && bytes[stop] == '\\') {
            literal.write(bytes[stop++]);
            position = Position.ESCAPE;
        } else if (stop < end && bytes[stop] == '\'') {
            literal.write(bytes[stop++]);
            endLiteral();
        }
        return stop;
    }

    private int hex(byte[] bytes, int at, int end) throws IOException {
        if (literal.size() >= LargeValues.PART) {
            assign();
            literal.writeBytes(new byte[] {'0', 'x'});
        }
        int stop = at;
        while (stop < end && stop - at < LargeValues.PART - literal.size() && Character.digit(bytes[stop], 16) >= 0) {
            stop++;
        }
        literal.write(bytes, at, stop - at);
        if (stop < end && Character.digit(bytes[stop], 16) < 0) {
            endLiteral();
        }
        return stop;
    }

    /** Appends the literal to the value of a variable. */
    private void assign() throws IOException {
        boolean isFirst = assigned == 0;
        if (isFirst) {
            variables++;
        }
        assigned += position == Position.HEX ? literal.size() / 2 - 1 : literal.size() - 2;
        if (assigned > maxValue) {
            throw new IOException("A value of the backup does not fit into a packet of the server. Increase"
                    + " max_allowed_packet, now " + maxValue + " bytes, to its value on the dumped server");
        }
        run(LargeValues.assignment(
                LargeValues.variable(variables), isFirst, literal.toString(StandardCharsets.ISO_8859_1)));
        literal.reset();
    }

    private void endLiteral() throws IOException {
        if (assigned > 0) {
            assign();
            run(LargeValues.complete(LargeValues.variable(variables)));
            statement.writeBytes(LargeValues.variable(variables).getBytes(StandardCharsets.US_ASCII));
            assigned = 0;
        } else {
            literal.writeTo(statement);
            literal.reset();
        }
        position = Position.OUTSIDE;
        previous = 0;
    }

    /** Writes the rest of the statement, and frees its values. */
    void end() throws IOException {
        statement.writeTo(out);
        statement.reset();
        while (variables > 0) {
            run(LargeValues.freed(LargeValues.variable(variables--)));
        }
        previous = 0;
    }

    private void run(String sql) throws IOException {
        out.write((sql + ";\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
