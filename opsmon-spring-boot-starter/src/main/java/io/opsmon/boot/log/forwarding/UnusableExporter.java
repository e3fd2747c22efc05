package io.opsmon.boot.log.forwarding;

import io.opsmon.log.internal.forwarding.LogExporter;
import java.util.List;

/**
 * Replaces an exporter that cannot be created as configured. Exports always fail, so that the position stays until the
 * configuration is corrected.
 */
record UnusableExporter<E>(String name, Throwable reason) implements LogExporter<E> {

    @Override
    public void export(List<E> entries) {
        throw new IllegalStateException(
                "Failed to create the exporter \"" + name + "\": " + reason.getMessage(), reason);
    }
}
