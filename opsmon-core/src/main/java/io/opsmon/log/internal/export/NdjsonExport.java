package io.opsmon.log.internal.export;

import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** NDJSON writer: one JSON object per line. */
final class NdjsonExport<E extends RecordedEntry> implements ExportWriter<E> {

    private final OutputStream out;
    private final EntryCodec<E> codec;

    NdjsonExport(OutputStream out, EntryCodec<E> codec) {
        this.codec = codec;
        this.out = new BufferedOutputStream(out, 32 * 1024);
    }

    @Override
    public void write(E entry) throws IOException {
        out.write(codec.encode(entry));
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
