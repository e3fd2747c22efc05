package io.opsmon.boot.operationlog;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import java.util.List;

/**
 * Replaces an exporter that cannot be created as configured. Exports always fail, so that the position stays until the
 * configuration is corrected.
 */
record UnusableExporter(String name, Throwable reason) implements OperationLogExporter {

    @Override
    public void export(List<OperationLogEntry> entries) {
        throw new IllegalStateException(
                "Failed to create the exporter \"" + name + "\": " + reason.getMessage(), reason);
    }
}
