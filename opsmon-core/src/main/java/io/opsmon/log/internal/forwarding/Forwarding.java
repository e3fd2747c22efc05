package io.opsmon.log.internal.forwarding;

import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.recording.RecordedEntry;
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
 * Forwards the entries of a log to one exporter on a dedicated thread, as long as this node holds the exporter's lock.
 * Failed batches are retried with increasing delays. A batch that exceeds the timeout is interrupted, and the exporter
 * is called again only after it has returned. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class Forwarding<E extends RecordedEntry> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private final ForwardedLog<E> forwarded;
    private final LogExporter<E> exporter;
    private final ForwardingSource<E> source;
    private final Maintenance maintenance;
    private final Settings settings;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private volatile boolean closed;
    private volatile @Nullable String lastFailure;
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
     * @param forwarded the log
     * @param exporter the target
     * @param source the source of entries and positions
     * @param maintenance provides the exporter's lock
     * @param settings the settings
     */
    public Forwarding(
            ForwardedLog<E> forwarded,
            LogExporter<E> exporter,
            ForwardingSource<E> source,
            Maintenance maintenance,
            Settings settings) {
        this.forwarded = forwarded;
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
        String name = logName() + "-" + exporter.name();
        calls = Executors.newSingleThreadExecutor(task -> daemon(task, "opsmon-exporter-" + name));
        Thread fresh = daemon(this::run, "opsmon-forwarding-" + name);
        thread = fresh;
        fresh.start();
    }

    /**
     * Returns the name of the log.
     *
     * @return {@code operation-log}, for example
     */
    public String logName() {
        return forwarded.definition().name();
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

    /**
     * Returns the failure because of which forwarding waits.
     *
     * @return the failure; null if the last batch was sent
     */
    public @Nullable String lastFailure() {
        return lastFailure;
    }

    private void run() {
        while (!closed) {
            boolean[] moved = {false};
            try {
                maintenance.runLocked(logName() + "-export-" + exporter.name(), () -> moved[0] = forwardAll());
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
        lastFailure = failure.toString();
        failures.increment();
        BackOffExecution running = pauses;
        if (running == null) {
            log.warn(
                    "Could not forward {} to \"{}\". The entries remain stored and are sent later: {}",
                    forwarded.definition().plural(),
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
                List<E> batch = source.next(chain, position, settings.batchSize());
                if (batch.isEmpty()) {
                    break;
                }
                noticeGap(chain, position, forwarded.sequence(batch.get(0)));
                call(batch);
                position = forwarded.sequence(batch.get(batch.size() - 1));
                source.advance(exporter.name(), chain, position);
                sent.add(batch.size());
                moved = true;
                if (pauses != null) {
                    log.info(
                            "Forwarding of {} to \"{}\" has resumed",
                            forwarded.definition().plural(),
                            exporter.name());
                    pauses = null;
                    lastFailure = null;
                }
            }
        }
        return moved;
    }

    private void noticeGap(String chain, long position, long first) {
        if (first > position + 1) {
            skipped.add(first - position - 1);
            log.warn(
                    "Retention removed {} entries of the chain \"{}\" of {} before they were forwarded to \"{}\"",
                    first - position - 1,
                    chain,
                    forwarded.definition().plural(),
                    exporter.name());
        }
    }

    private void call(List<E> batch) throws Exception {
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
