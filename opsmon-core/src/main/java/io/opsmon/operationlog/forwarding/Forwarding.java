package io.opsmon.operationlog.forwarding;

import io.opsmon.maintenance.Maintenance;
import io.opsmon.operationlog.ChainPosition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogExporter;
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
 * Forwards to one exporter, on a thread of its own, while this node has the exporter's lock. What fails is tried again
 * with growing pauses; what hangs is interrupted after a time, and not called again before it has returned.
 * Thread-safe.
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

    /** Made anew by each start: a host may be stopped and started again. */
    private volatile @Nullable ExecutorService calls;

    private @Nullable BackOffExecution pauses;

    /**
     * How to forward.
     *
     * @param batchSize entries handed over at most at once
     * @param pollInterval how long to wait when there is nothing new
     * @param retryDelay first pause after a failure; doubles up to a minute
     * @param timeout how long a batch may take before it is interrupted and counts as failed
     */
    public record Settings(int batchSize, Duration pollInterval, Duration retryDelay, Duration timeout) {

        /**
         * 500 entries, 1 s, 1 s, 30 s.
         *
         * @return the defaults
         */
        public static Settings defaults() {
            return new Settings(500, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30));
        }
    }

    /**
     * Makes a forwarding that is idle until {@link #start}.
     *
     * @param exporter where to
     * @param source what
     * @param maintenance gives the exporter's lock
     * @param settings how
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

    /** Begins to forward. */
    public void start() {
        closed = false;
        calls = Executors.newSingleThreadExecutor(task -> daemon(task, "opsmon-exporter-" + exporter.name()));
        Thread fresh = daemon(this::run, "opsmon-forwarding-" + exporter.name());
        thread = fresh;
        fresh.start();
    }

    /**
     * The exporter's name.
     *
     * @return the name
     */
    public String name() {
        return exporter.name();
    }

    /**
     * Entries sent since start-up.
     *
     * @return how many
     */
    public long sent() {
        return sent.sum();
    }

    /**
     * Batches that failed since start-up.
     *
     * @return how many
     */
    public long failures() {
        return failures.sum();
    }

    /**
     * Entries that retention removed before they were sent, noticed since start-up.
     *
     * @return how many
     */
    public long skipped() {
        return skipped.sum();
    }

    /**
     * Entries not yet sent.
     *
     * @return how many; -1 if the database does not tell
     */
    public long lag() {
        try {
            return source.lag(exporter.name());
        } catch (RuntimeException away) {
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
                    "Operation logs cannot be forwarded to {}; they are kept and sent later. {}",
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

    /** Sends what is new in every chain; false if there was nothing. */
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
                    log.info("Operation logs are forwarded to {} again", exporter.name());
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
                    "{} entries of the chain {} were removed by retention before {} got them",
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
            throw new TimeoutException(exporter.name() + " did not take a batch within " + settings.timeout());
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        } catch (InterruptedException stopped) {
            call.cancel(true);
            throw stopped;
        }
    }

    /** Stops after the batch under way, or interrupts it; what was not sent is sent after the next start. */
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
