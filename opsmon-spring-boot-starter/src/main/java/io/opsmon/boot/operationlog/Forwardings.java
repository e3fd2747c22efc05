package io.opsmon.boot.operationlog;

import io.opsmon.maintenance.Maintenance;
import io.opsmon.operationlog.OperationLogExporter;
import io.opsmon.operationlog.forwarding.Forwarding;
import io.opsmon.operationlog.forwarding.ForwardingSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Forwards to each exporter from when the application has started until it stops. */
final class Forwardings implements SmartLifecycle {

    private final List<Forwarding> forwardings;
    private volatile boolean running;

    Forwardings(
            List<OperationLogExporter> exporters,
            ForwardingSource source,
            Maintenance maintenance,
            Forwarding.Settings settings) {
        long names =
                exporters.stream().map(OperationLogExporter::name).distinct().count();
        if (names < exporters.size()) {
            throw new IllegalStateException("Two OperationLogExporter beans have the same name: "
                    + exporters.stream().map(OperationLogExporter::name).toList());
        }
        this.forwardings = exporters.stream()
                .map(exporter -> new Forwarding(exporter, source, maintenance, settings))
                .toList();
    }

    List<Forwarding> all() {
        return forwardings;
    }

    @Override
    public void start() {
        running = true;
        forwardings.forEach(Forwarding::start);
    }

    @Override
    public void stop() {
        running = false;
        forwardings.forEach(Forwarding::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
