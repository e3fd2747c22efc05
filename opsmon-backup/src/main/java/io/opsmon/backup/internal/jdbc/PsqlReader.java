package io.opsmon.backup.internal.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the script that {@code pg_restore} writes for {@code psql}, statement by statement. The rules for the end of a
 * statement are the rules of {@code psql}: strings, quoted names, comments, parentheses and the bodies of SQL functions
 * contain semicolons. Commands of {@code psql} between statements are skipped and never run. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/15/sql-syntax-lexical.html">Lexical structure</a>
 * @since 0.1
 */
public final class PsqlReader implements DumpStatements {

    private static final String OTHER_STRINGS = "SET standard_conforming_strings = off";
    private static final int WORDS = 4;

    private final ReadBuffer buffer;
    private final ByteArrayOutputStream statement = new ByteArrayOutputStream();
    private final List<String> words = new ArrayList<>();
    private boolean haveStringsBackslashes;
    private int parentheses;
    private int blocks;
    private String sql = "";
    private @Nullable CopyRows rows;

    /**
     * Creates a reader.
     *
     * @param in the script, in UTF-8
     */
    public PsqlReader(InputStream in) {
        buffer = new ReadBuffer(in);
    }

    @Override
    public boolean next() throws IOException {
        if (rows != null) {
            rows.transferTo(OutputStream.nullOutputStream());
            rows = null;
        }
        statement.reset();
        words.clear();
        parentheses = 0;
        blocks = 0;
        skipBetweenStatements();
        for (int next = buffer.read(); next >= 0; next = buffer.read()) {
            if (next == ';' && parentheses == 0 && blocks == 0) {
                end();
                return true;
            }
            token(next);
        }
        if (statement.size() > 0) {
            throw new EOFException("The script is truncated within a statement");
        }
        return false;
    }

    private void end() throws IOException {
        sql = statement.toString(StandardCharsets.UTF_8);
        if (sql.equals(OTHER_STRINGS)) {
            haveStringsBackslashes = true;
        }
        if (sql.startsWith("COPY ") && sql.endsWith(" FROM stdin")) {
            skipLine();
            rows = new CopyRows(buffer);
        }
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public boolean isOwn() {
        return false;
    }

    @Override
    public boolean hasRows() {
        return rows != null;
    }

    @Override
    public InputStream rows() {
        return rows == null ? InputStream.nullInputStream() : rows;
    }

    private void skipBetweenStatements() throws IOException {
        while (true) {
            int next = buffer.peek();
            if (next == '\\' || (next == '-' && buffer.peekSecond() == '-')) {
                skipLine();
            } else if (next >= 0 && (next <= ' ' || next == ';')) {
                buffer.position++;
            } else {
                return;
            }
        }
    }

    private void skipLine() throws IOException {
        int next = buffer.read();
        while (next >= 0 && next != '\n') {
            next = buffer.read();
        }
    }

    private void token(int first) throws IOException {
        statement.write(first);
        if (first == '\'' || first == '"') {
            quoted(first, first == '\'' && haveStringsBackslashes);
        } else if (first == '-' && buffer.peek() == '-') {
            comment();
        } else if (first == '/' && buffer.peek() == '*') {
            nestedComment();
        } else if (first == '$') {
            dollarQuoted();
        } else if (first == '(') {
            parentheses++;
        } else if (first == ')') {
            parentheses = Math.max(0, parentheses - 1);
        } else if (isNameStart(first)) {
            word(first);
        }
    }

    /** Copies bytes up to the quote. A doubled quote begins another string, which makes no difference. */
    private void quoted(int quote, boolean hasBackslashes) throws IOException {
        while (true) {
            int next = copied();
            if (next == quote) {
                return;
            }
            if (next == '\\' && hasBackslashes) {
                copied();
            }
        }
    }

    private int copied() throws IOException {
        int next = buffer.read();
        if (next < 0) {
            throw new EOFException("The script is truncated within a statement");
        }
        statement.write(next);
        return next;
    }

    private void comment() throws IOException {
        int next = copied();
        while (next != '\n') {
            next = copied();
        }
    }

    private void nestedComment() throws IOException {
        copied();
        for (int depth = 1; depth > 0; ) {
            int next = copied();
            if (next == '/' && buffer.peek() == '*') {
                copied();
                depth++;
            } else if (next == '*' && buffer.peek() == '/') {
                copied();
                depth--;
            }
        }
    }

    private void dollarQuoted() throws IOException {
        ByteArrayOutputStream tag = new ByteArrayOutputStream();
        tag.write('$');
        boolean isFirst = true;
        while (isFirst ? isNameStart(buffer.peek()) : isNamePart(buffer.peek()) && buffer.peek() != '$') {
            tag.write(copied());
            isFirst = false;
        }
        if (buffer.peek() != '$') {
            return;
        }
        tag.write(copied());
        byte[] end = tag.toByteArray();
        int matched = 0;
        while (matched < end.length) {
            int next = copied();
            if (next == end[matched]) {
                matched++;
            } else {
                // The tag has dollar signs at its ends only.
                matched = next == '$' ? 1 : 0;
            }
        }
    }

    private void word(int first) throws IOException {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        word.write(first);
        while (isNamePart(buffer.peek())) {
            word.write(copied());
        }
        String name = word.toString(StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (words.size() < WORDS) {
            words.add(name);
        }
        if (name.equals("e") && buffer.peek() == '\'') {
            copied();
            quoted('\'', true);
        } else if (parentheses == 0 && isRoutine()) {
            switch (name) {
                case "begin" -> blocks++;
                case "case" -> blocks += blocks > 0 ? 1 : 0;
                case "end" -> blocks -= blocks > 0 ? 1 : 0;
                default -> {
                    // Another word.
                }
            }
        }
    }

    /** Checks for {@code CREATE [OR REPLACE] {FUNCTION | PROCEDURE}}. */
    private boolean isRoutine() {
        if (words.isEmpty() || !words.get(0).equals("create")) {
            return false;
        }
        int at = words.size() > 2 && words.get(1).equals("or") ? 3 : 1;
        return words.size() > at
                && (words.get(at).equals("function") || words.get(at).equals("procedure"));
    }

    private static boolean isNameStart(int each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_' || each >= 128;
    }

    private static boolean isNamePart(int each) {
        return isNameStart(each) || (each >= '0' && each <= '9') || each == '$';
    }
}
