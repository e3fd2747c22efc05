package io.opsmon.boot.operationlog;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import io.opsmon.operationlog.internal.forwarding.Forwarding;
import io.opsmon.operationlog.internal.forwarding.ForwardingSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Forwards entries to each exporter while the application runs. */
final class Forwardings extends GuardedLifecycle {

    private final List<Forwarding> forwardings;

    Forwardings(
            List<OperationLogExporter> exporters,
            ForwardingSource source,
            Maintenance maintenance,
            Forwarding.Settings settings,
            Problems problems) {
        super("forwarding", problems);
        this.forwardings = firstOfEachName(exporters, problems).stream()
                .map(exporter -> new Forwarding(exporter, source, maintenance, settings))
                .toList();
    }

    /**
     * Returns the first exporter of each name. A position is stored under the exporter's name, so that two exporters
     * cannot share a name.
     */
    private static List<OperationLogExporter> firstOfEachName(List<OperationLogExporter> exporters, Problems problems) {
        Map<String, OperationLogExporter> named = new LinkedHashMap<>();
        for (OperationLogExporter exporter : exporters) {
            if (named.putIfAbsent(exporter.name(), exporter) != null) {
                problems.report(
                        "forwarding to " + exporter.name(),
                        "More than one OperationLogExporter bean has this name. Only the first bean forwards entries.",
                        null);
            }
        }
        return List.copyOf(named.values());
    }

    List<Forwarding> all() {
        return forwardings;
    }

    @Override
    protected void begin() {
        forwardings.forEach(Forwarding::start);
    }

    @Override
    protected void end() {
        forwardings.forEach(Forwarding::close);
    }
}
