package io.opsmon.boot.operationlog;

import io.opsmon.log.internal.forwarding.LogExporter;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import java.util.List;

/** Exporter of the host. */
record HostExporter(OperationLogExporter exporter) implements LogExporter<OperationLogEntry> {

    @Override
    public String name() {
        return exporter.name();
    }

    @Override
    public void export(List<OperationLogEntry> batch) throws Exception {
        exporter.export(batch);
    }

    @Override
    public void close() {
        exporter.close();
    }
}
