package io.opsmon.operationlog.export;

import io.opsmon.operationlog.OperationLogCodec;
import io.opsmon.operationlog.OperationLogEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** One object a line. */
final class NdjsonExport implements ExportWriter {

    private final OutputStream out;
    private final OperationLogCodec codec = new OperationLogCodec();

    NdjsonExport(OutputStream out) {
        this.out = new BufferedOutputStream(out, 32 * 1024);
    }

    @Override
    public void write(OperationLogEntry entry) throws IOException {
        out.write(codec.encode(entry));
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
