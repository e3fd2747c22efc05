package io.opsmon.operationlog.internal.interception;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls futures without callbacks, such as the results of {@code ExecutorService.submit}. One thread polls each future:
 * first after a millisecond, then after a sixteenth of the future's age, at most one second. Recorded durations are too
 * long by up to one interval. The thread exists as long as there are such futures. A future that is not done after a
 * day, or at the time of {@link #close}, counts as cancelled. Thread-safe.
 */
final class PendingFutures implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PendingFutures.class);
    private static final long LONGEST = Duration.ofDays(1).toNanos();
    private static final long SHORTEST_WAIT = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

    private final BiConsumer<Call, Future<?>> done;
    private final Consumer<Call> abandoned;
    private final Set<Call> pending = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor executor;

    PendingFutures(BiConsumer<Call, Future<?>> done, Consumer<Call> abandoned) {
        this.done = done;
        this.abandoned = abandoned;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "opsmon-futures");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void add(Call call, Future<?> future) {
        pending.add(call);
        try {
            schedule(call, future, SHORTEST_WAIT);
        } catch (RejectedExecutionException closed) {
            pending.remove(call);
            abandoned.accept(call);
        }
    }

    private void schedule(Call call, Future<?> future, long waitNanos) {
        var unused = executor.schedule(() -> ask(call, future), waitNanos, TimeUnit.NANOSECONDS);
    }

    private void ask(Call call, Future<?> future) {
        try {
            long age = System.nanoTime() - call.startNanos;
            if (call.hasEnded()) {
                pending.remove(call);
            } else if (future.isDone()) {
                pending.remove(call);
                done.accept(call, future);
            } else if (age > LONGEST) {
                pending.remove(call);
                abandoned.accept(call);
            } else {
                schedule(call, future, Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, age / 16)));
            }
        } catch (RejectedExecutionException closed) {
            abandoned.accept(call);
        } catch (RuntimeException | Error failure) {
            pending.remove(call);
            log.error(
                    "Could not poll the future of a call of \"{}\"; the call is recorded as cancelled",
                    call.method.name(),
                    failure);
            abandoned.accept(call);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        pending.forEach(abandoned);
        pending.clear();
    }
}
