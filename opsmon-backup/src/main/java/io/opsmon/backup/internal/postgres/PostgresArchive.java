package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.internal.tool.ToolProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A dump of {@code pg_dump} in its custom format, as a stream, with its table of contents. */
final class PostgresArchive {

    private static final int CHUNK = 1 << 16;

    private final String contents;
    private final InputStream whole;

    private PostgresArchive(String contents, InputStream whole) {
        this.contents = contents;
        this.whole = whole;
    }

    /** Reads the table of contents at the beginning of a dump. */
    static PostgresArchive of(Path restore, Map<String, String> environment, InputStream dump)
            throws IOException, InterruptedException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        new ToolProcess(List.of(restore.toString(), "--list"), environment, List.of())
                .run(
                        process -> feedUntilClosed(process, dump, head),
                        process -> process.getInputStream().transferTo(list));
        return new PostgresArchive(
                list.toString(StandardCharsets.UTF_8),
                new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), dump));
    }

    private static void feedUntilClosed(Process process, InputStream dump, OutputStream head) throws IOException {
        OutputStream in = process.getOutputStream();
        byte[] chunk = dump.readNBytes(CHUNK);
        while (chunk.length > 0) {
            head.write(chunk);
            try {
                in.write(chunk);
                in.flush();
            } catch (IOException closed) {
                // The program has ended; its exit code gives the reason.
                return;
            }
            chunk = dump.readNBytes(CHUNK);
        }
        in.close();
    }

    /** Returns the table of contents. */
    String contents() {
        return contents;
    }

    /** Returns the dump from its beginning, once. */
    InputStream whole() {
        return whole;
    }

    /** Reads the table of contents of a dump in the directory format. */
    static String contents(Path restore, Map<String, String> environment, Path dump)
            throws IOException, InterruptedException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        new ToolProcess(List.of(restore.toString(), "--list", dump.toString()), environment, List.of())
                .run(process -> process.getInputStream().transferTo(list));
        return list.toString(StandardCharsets.UTF_8);
    }
}
