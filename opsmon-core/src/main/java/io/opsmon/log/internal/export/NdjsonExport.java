package io.opsmon.log.internal.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

/** NDJSON writer: one JSON object per line. */
final class NdjsonExport<E> implements ExportWriter<E> {

    private final OutputStream out;
    private final Function<E, byte[]> line;

    NdjsonExport(OutputStream out, Function<E, byte[]> line) {
        this.line = line;
        this.out = new BufferedOutputStream(out, 32 * 1024);
    }

    @Override
    public void write(E entry) throws IOException {
        out.write(line.apply(entry));
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
