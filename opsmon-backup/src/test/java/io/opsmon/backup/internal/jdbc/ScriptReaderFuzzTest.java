package io.opsmon.backup.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script is read to its end, or rejected with an {@link IOException}. The size of pieces, and whether rows are read
 * or skipped, make no difference.
 */
class ScriptReaderFuzzTest extends FuzzContract {

    private static final String THE_END = "the end";

    @Override
    protected void read(byte[] input) throws IOException {
        List<String> whole = statements(new ByteArrayInputStream(input), true);
        List<String> pieces = statements(new SmallPieces(new ByteArrayInputStream(input)), true);
        assertThat(pieces).isEqualTo(whole);
        // Skipped rows are checked, too.
        assertThat(statements(new ByteArrayInputStream(input), false).contains(THE_END))
                .isEqualTo(whole.contains(THE_END));
        assertThat(whole.stream().mapToLong(String::length).sum()).isLessThanOrEqualTo(2L * input.length + 1_000);
    }

    private static List<String> statements(InputStream script, boolean rowsAreRead) {
        List<String> statements = new ArrayList<>();
        ScriptReader reader = new ScriptReader(script);
        try {
            while (reader.next()) {
                String rows = reader.hasRows() && rowsAreRead
                        ? new String(reader.rows().readAllBytes(), StandardCharsets.ISO_8859_1)
                        : "";
                statements.add(reader.sql() + (reader.isOwn() ? '!' : ' ') + (reader.hasRows() ? rows : ""));
            }
            statements.add(THE_END);
        } catch (IOException refused) {
            statements.add("refused");
        }
        return statements;
    }

    /** Returns three bytes at a time. */
    private static final class SmallPieces extends FilterInputStream {

        SmallPieces(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in.read(into, offset, Math.min(3, length));
        }
    }

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        ScriptWriter writer = new ScriptWriter(script);
        writer.statement("CREATE TABLE orders (id bigint, note text)", false);
        OutputStream rows = writer.rows("COPY orders (id, note) FROM stdin", true);
        rows.write("1\ta note\n2\t\\\\.\n".getBytes(StandardCharsets.UTF_8));
        writer.endRows();
        writer.rows("COPY empty FROM stdin", false);
        writer.endRows();
        writer.statement("COMMENT ON TABLE orders IS 'ü;\n-- opsmon: statement, 3 bytes\n'", false);
        return Stream.of(
                script.toByteArray(),
                "-- a comment\n\n-- opsmon: statement, 999999999 bytes\nSELECT".getBytes(StandardCharsets.UTF_8),
                "-- opsmon: rows, 0 bytes, own\n;\n\\.\n".getBytes(StandardCharsets.UTF_8));
    }
}
