package io.opsmon.onlineuser.internal.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineUserStore.KickListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives kicks by messages. Reads all kicks after each subscription, after each reconnection and at a fixed interval,
 * because a message may be lost without notice. One thread connects, for as long as necessary, and calls the listener.
 */
final class KickSubscription implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KickSubscription.class);

    private final RedisAccess redis;
    private final String channel;
    private final Duration resync;
    private final Function<Instant, List<Kick>> all;
    private final KickListener listener;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor thread;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;

    /** Accessed by the thread only: a host that was stopped and started again has another client. */
    private @Nullable AbstractRedisClient subscribedBy;

    KickSubscription(
            RedisAccess redis,
            String channel,
            Duration resync,
            Function<Instant, List<Kick>> all,
            KickListener listener) {
        this.redis = redis;
        this.channel = channel;
        this.resync = resync;
        this.all = all;
        this.listener = listener;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "opsmon-kicks");
            made.setDaemon(true);
            return made;
        });
        // Messages that arrive during close are discarded.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    void start() {
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                this::connectAndRead, 0, Math.max(1, resync.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** Runs on the thread. */
    private void connectAndRead() {
        try {
            AbstractRedisClient current = redis.currentClient();
            if (connection == null || current != subscribedBy) {
                connection = subscribed();
                subscribedBy = current;
            }
            listener.current(all.apply(clock.instant()));
        } catch (RuntimeException unavailable) {
            log.debug(
                    "Could not read the kicks of other nodes from Redis; the next attempt is at the next interval: {}",
                    unavailable.toString());
        }
    }

    private StatefulRedisPubSubConnection<String, String> subscribed() {
        StatefulRedisPubSubConnection<String, String> opened = redis.openPubSub();
        try {
            opened.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String message) {
                    thread.execute(() -> deliver(message));
                }

                @Override
                public void subscribed(String to, long count) {
                    // Called again after each reconnection; reads the kicks that were missed.
                    thread.execute(KickSubscription.this::connectAndRead);
                }
            });
            opened.sync().subscribe(channel);
            return opened;
        } catch (RuntimeException unavailable) {
            opened.close();
            throw unavailable;
        }
    }

    private void deliver(String message) {
        String[] words = message.split(" ", -1);
        List<Kick> kicks = new ArrayList<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            kicks.add(new Kick(words[i], Instant.ofEpochMilli(Long.parseLong(words[i + 1]))));
        }
        listener.kicked(kicks);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        @Nullable StatefulRedisPubSubConnection<String, String> open = connection;
        if (open != null) {
            open.close();
        }
    }
}
