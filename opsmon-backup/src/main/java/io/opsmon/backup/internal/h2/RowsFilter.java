package io.opsmon.backup.internal.h2;

import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the rows of some tables from a script. {@code SCRIPT} writes the rows of a table, with their large values,
 * after the definition of the table and before that of the next table. Only the beginning of a statement is in memory.
 * Not thread-safe.
 */
final class RowsFilter extends FilterOutputStream {

    /** The length of a beginning that contains the name of a table, with a comment of the table. */
    private static final int BEGINNING = 1 << 12;

    private final Set<String> withoutRows;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Whether the statement is written; null before the decision. */
    private @Nullable Boolean isWritten;

    private boolean isOfTableWithoutRows;
    private byte quote;
    private boolean isComment;
    private byte previous;

    /** Removes the rows of tables, named as in scripts. */
    RowsFilter(OutputStream script, Set<String> withoutRows) {
        super(script);
        this.withoutRows = withoutRows;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        for (int at = offset; at < offset + count; at++) {
            if (isEnd(bytes[at])) {
                part(bytes, from, at + 1 - from);
                end();
                from = at + 1;
            }
        }
        part(bytes, from, offset + count - from);
    }

    /** Follows quotes and comments, in which a semicolon is text. */
    private boolean isEnd(byte each) {
        boolean isEnd = false;
        if (isComment) {
            isComment = each != '\n';
        } else if (quote != 0) {
            quote = each == quote ? 0 : quote;
        } else if (each == '\'' || each == '"') {
            quote = each;
        } else if (each == '-' && previous == '-') {
            isComment = true;
        } else {
            isEnd = each == ';';
        }
        previous = each;
        return isEnd;
    }

    private void part(byte[] bytes, int offset, int count) throws IOException {
        if (isWritten == null) {
            begun.write(bytes, offset, count);
            if (begun.size() >= BEGINNING) {
                decide();
            }
        } else if (isWritten) {
            out.write(bytes, offset, count);
        }
    }

    private void decide() throws IOException {
        Optional<ScriptStatement> statement = ScriptStatement.of(begun.toString(StandardCharsets.UTF_8));
        StatementType kind = statement.map(ScriptStatement::kind).orElse(StatementType.NOTHING);
        String name = statement.map(ScriptStatement::name).orElse("");
        if (kind == StatementType.TABLE && !name.isEmpty()) {
            isOfTableWithoutRows = withoutRows.contains(name);
        }
        isWritten = kind != StatementType.ROWS || !isOfTableWithoutRows;
        if (isWritten) {
            begun.writeTo(out);
        }
        begun.reset();
    }

    private void end() throws IOException {
        if (isWritten == null) {
            decide();
        }
        isWritten = null;
    }

    @Override
    public void close() throws IOException {
        end();
        super.close();
    }
}
