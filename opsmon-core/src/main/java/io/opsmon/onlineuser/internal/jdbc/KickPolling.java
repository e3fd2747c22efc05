package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineUserStore.KickListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all kicks at a fixed interval, on one thread, because a database sends no notifications. */
final class KickPolling implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KickPolling.class);

    private final Function<Instant, List<Kick>> all;
    private final Duration interval;
    private final KickListener listener;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor thread;

    KickPolling(Function<Instant, List<Kick>> all, Duration interval, KickListener listener) {
        this.all = all;
        this.interval = interval;
        this.listener = listener;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "opsmon-kicks");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::read, 0, Math.max(1, interval.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            listener.current(all.apply(clock.instant()));
        } catch (RuntimeException unavailable) {
            log.debug(
                    "Could not read the kicks of other nodes; the next read is at the next interval: {}",
                    unavailable.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
