package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.ChainPosition;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Forwards entries to one exporter on a dedicated thread, as long as this node holds the exporter's lock. Failed
 * batches are retried with increasing delays. A batch that exceeds the timeout is interrupted, and the exporter is
 * called again only after it has returned. Thread-safe.
 *
 * @since 0.1
 */
public final class Forwarding implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private final OperationLogExporter exporter;
    private final ForwardingSource source;
    private final Maintenance maintenance;
    private final Settings settings;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private volatile boolean closed;
    private @Nullable Thread thread;

    /** Created by each start, since a host may be stopped and started again. */
    private volatile @Nullable ExecutorService calls;

    private @Nullable BackOffExecution pauses;

    /**
     * Settings of the forwarding.
     *
     * @param batchSize maximum number of entries in a batch
     * @param pollInterval interval between polls if there are no new entries
     * @param retryDelay delay after the first failure; doubles up to a minute
     * @param timeout maximum duration of a batch; after the timeout, the batch is interrupted and counts as failed
     */
    public record Settings(int batchSize, Duration pollInterval, Duration retryDelay, Duration timeout) {

        /**
         * Returns the defaults: 500 entries, 1 s, 1 s, 30 s.
         *
         * @return the default settings
         */
        public static Settings defaults() {
            return new Settings(500, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30));
        }
    }

    /**
     * Creates a forwarding that is idle until {@link #start}.
     *
     * @param exporter the target
     * @param source the source of entries and positions
     * @param maintenance provides the exporter's lock
     * @param settings the settings
     */
    public Forwarding(
            OperationLogExporter exporter, ForwardingSource source, Maintenance maintenance, Settings settings) {
        this.exporter = exporter;
        this.source = source;
        this.maintenance = maintenance;
        this.settings = settings;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the forwarding. */
    public void start() {
        closed = false;
        calls = Executors.newSingleThreadExecutor(task -> daemon(task, "opsmon-exporter-" + exporter.name()));
        Thread fresh = daemon(this::run, "opsmon-forwarding-" + exporter.name());
        thread = fresh;
        fresh.start();
    }

    /**
     * Returns the name of the exporter.
     *
     * @return the name
     */
    public String name() {
        return exporter.name();
    }

    /**
     * Returns the number of entries sent since startup.
     *
     * @return the number of entries
     */
    public long sent() {
        return sent.sum();
    }

    /**
     * Returns the number of failed batches since startup.
     *
     * @return the number of batches
     */
    public long failures() {
        return failures.sum();
    }

    /**
     * Returns the number of entries that retention removed before they were sent, detected since startup.
     *
     * @return the number of entries
     */
    public long skipped() {
        return skipped.sum();
    }

    /**
     * Returns the number of entries not yet sent.
     *
     * @return the number of entries; -1 if the database is unavailable
     */
    public long lag() {
        try {
            return source.lag(exporter.name());
        } catch (RuntimeException unavailable) {
            return -1;
        }
    }

    private void run() {
        while (!closed) {
            boolean[] moved = {false};
            try {
                maintenance.runLocked("operation-log-export-" + exporter.name(), () -> moved[0] = forwardAll());
                if (!moved[0]) {
                    pause(settings.pollInterval());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (Exception | Error failure) {
                failed(failure);
            }
        }
    }

    private void failed(Throwable failure) {
        failures.increment();
        BackOffExecution running = pauses;
        if (running == null) {
            log.warn(
                    "Could not forward operation logs to \"{}\". The entries remain stored and are sent later: {}",
                    exporter.name(),
                    failure.toString());
            ExponentialBackOff policy =
                    new ExponentialBackOff(settings.retryDelay().toMillis(), 2);
            policy.setMaxInterval(MAX_PAUSE.toMillis());
            running = policy.start();
            pauses = running;
        }
        try {
            pause(Duration.ofMillis(running.nextBackOff()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(Duration time) throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    /** Sends the new entries of every chain. Returns false if there were none. */
    private boolean forwardAll() throws Exception {
        boolean moved = false;
        for (Map.Entry<String, Long> pending : source.pending(exporter.name()).entrySet()) {
            String chain = pending.getKey();
            long position = pending.getValue();
            while (!closed) {
                List<OperationLogEntry> batch = source.next(chain, position, settings.batchSize());
                if (batch.isEmpty()) {
                    break;
                }
                noticeGap(chain, position, ChainPosition.of(batch.get(0)));
                call(batch);
                position = ChainPosition.of(batch.get(batch.size() - 1));
                source.advance(exporter.name(), chain, position);
                sent.add(batch.size());
                moved = true;
                if (pauses != null) {
                    log.info("Forwarding of operation logs to \"{}\" has resumed", exporter.name());
                    pauses = null;
                }
            }
        }
        return moved;
    }

    private void noticeGap(String chain, long position, long first) {
        if (first > position + 1) {
            skipped.add(first - position - 1);
            log.warn(
                    "Retention removed {} entries of the chain \"{}\" before they were forwarded to \"{}\"",
                    first - position - 1,
                    chain,
                    exporter.name());
        }
    }

    private void call(List<OperationLogEntry> batch) throws Exception {
        Future<?> call = Objects.requireNonNull(calls).submit(() -> {
            exporter.export(batch);
            return null;
        });
        try {
            call.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            call.cancel(true);
            throw new TimeoutException(
                    "The exporter \"" + exporter.name() + "\" did not accept a batch within " + settings.timeout());
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        } catch (InterruptedException stopped) {
            call.cancel(true);
            throw stopped;
        }
    }

    /**
     * Stops the forwarding and interrupts the current batch. Entries that were not sent are sent after the next start.
     */
    @Override
    public void close() {
        closed = true;
        @Nullable Thread running = thread;
        @Nullable ExecutorService called = calls;
        if (running == null || called == null) {
            return;
        }
        running.interrupt();
        called.shutdownNow();
        try {
            running.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        exporter.close();
    }
}
