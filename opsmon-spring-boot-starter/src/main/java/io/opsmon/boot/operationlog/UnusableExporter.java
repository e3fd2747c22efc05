package io.opsmon.boot.operationlog;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogExporter;
import java.util.List;

/**
 * Stands for an exporter that cannot be created as configured. It accepts nothing, so that its position stays until the
 * configuration is corrected.
 */
record UnusableExporter(String name, Throwable reason) implements OperationLogExporter {

    @Override
    public void export(List<OperationLogEntry> entries) {
        throw new IllegalStateException(
                "The exporter \"" + name + "\" cannot be created: " + reason.getMessage(), reason);
    }
}
