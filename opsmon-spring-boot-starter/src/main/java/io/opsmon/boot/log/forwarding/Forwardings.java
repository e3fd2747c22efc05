package io.opsmon.boot.log.forwarding;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.log.keeping.LogKeeping;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.log.internal.forwarding.ForwardedLog;
import io.opsmon.log.internal.forwarding.Forwarding;
import io.opsmon.log.internal.forwarding.ForwardingSource;
import io.opsmon.log.internal.forwarding.LogExporter;
import io.opsmon.log.internal.jdbc.JdbcForwardingSource;
import io.opsmon.recording.RecordedEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Forwards the entries of a log to each of its exporters while the application runs.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class Forwardings<E extends RecordedEntry> extends GuardedLifecycle {

    private final List<Forwarding<E>> forwardings;

    private Forwardings(String part, List<Forwarding<E>> forwardings, Problems problems) {
        super(part, problems);
        this.forwardings = forwardings;
    }

    /**
     * Creates the forwarding of a log.
     *
     * @param log the log
     * @param keeping the database of the log
     * @param maintenance provides the locks; called if there are exporters
     * @param prefix the prefix of the properties, for problems
     * @param properties the properties of the log
     * @param exporters exporters of the host, which have precedence over configured exporters of the same name
     * @param <E> the kind of entry
     * @return the forwarding, idle until its start
     */
    public static <E extends RecordedEntry> Forwardings<E> of(
            ForwardedLog<E> log,
            LogKeeping keeping,
            Supplier<Maintenance> maintenance,
            String prefix,
            ForwardingProperties properties,
            List<LogExporter<E>> exporters) {
        List<LogExporter<E>> all = new ArrayList<>(exporters);
        all.addAll(new ConfiguredExporters<>(log, prefix, properties, keeping.clock(), keeping.problems()).create());
        String part = "forwarding of " + log.definition().plural();
        List<Forwarding<E>> forwardings = new ArrayList<>();
        if (!all.isEmpty()) {
            ForwardingSource<E> source = new JdbcForwardingSource<>(
                    log.definition(), keeping.database().dataSource());
            for (LogExporter<E> exporter : firstOfEachName(all, part, keeping.problems())) {
                forwardings.add(new Forwarding<>(log, exporter, source, maintenance.get(), properties.toSettings()));
            }
        }
        return new Forwardings<>(part, List.copyOf(forwardings), keeping.problems());
    }

    /**
     * Returns the first exporter of each name. A position is stored under the names of log and exporter, so that two
     * exporters of a log cannot share a name.
     */
    private static <E> List<LogExporter<E>> firstOfEachName(
            List<LogExporter<E>> exporters, String part, Problems problems) {
        Map<String, LogExporter<E>> named = new LinkedHashMap<>();
        for (LogExporter<E> exporter : exporters) {
            if (named.putIfAbsent(exporter.name(), exporter) != null) {
                problems.report(
                        part + " to " + exporter.name(),
                        "More than one exporter has this name. Only the first exporter forwards entries.",
                        null);
            }
        }
        return List.copyOf(named.values());
    }

    /**
     * Returns the forwarding to each exporter.
     *
     * @return an unmodifiable list; empty without exporters
     */
    public List<Forwarding<E>> all() {
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
