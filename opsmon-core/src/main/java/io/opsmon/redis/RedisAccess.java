package io.opsmon.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the host's Redis for all of opsmon's commands, opened when it is first needed. When Redis does not
 * answer in time, calls fail at once for {@link #COOL_DOWN}, so that a Redis that is down costs one time-out a second
 * and not one a call. Thread-safe.
 *
 * @since 0.1
 */
public final class RedisAccess implements AutoCloseable {

    /** How long calls fail at once after one that had no answer. */
    static final Duration COOL_DOWN = Duration.ofSeconds(1);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(RedisAccess.class);

    private final Supplier<? extends AbstractRedisClient> clients;
    private final Duration timeout;
    private final String prefix;
    private volatile @Nullable StatefulConnection<String, String> connection;
    private @Nullable AbstractRedisClient connectedBy;
    private volatile long failedAtNanos;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    /**
     * Makes an access; nothing is connected yet.
     *
     * @param client the host's client, a {@link RedisClient} with a default URI or a {@link RedisClusterClient}; stays
     *     the host's to shut down
     * @param timeout the longest a call may take
     * @param prefix begins every key, {@code opsmon:} for example
     */
    public RedisAccess(AbstractRedisClient client, Duration timeout, String prefix) {
        this(() -> client, timeout, prefix);
    }

    /**
     * Makes an access to a client that the host may replace, when it is stopped and started again.
     *
     * @param clients gives the host's client of the moment, whenever opsmon connects
     * @param timeout the longest a call may take
     * @param prefix begins every key
     */
    public RedisAccess(Supplier<? extends AbstractRedisClient> clients, Duration timeout, String prefix) {
        this.clients = clients;
        this.timeout = timeout;
        this.prefix = prefix;
    }

    /**
     * A key of opsmon's.
     *
     * @param name its name
     * @return prefix and name
     */
    public String key(String name) {
        return prefix + name;
    }

    /**
     * Calls Redis and waits for the answer.
     *
     * @param call what to ask
     * @param <T> the kind of answer
     * @return the answer
     * @throws RedisUnavailableException if there is none in time
     */
    public <T extends @Nullable Object> T call(Function<RedisClusterCommands<String, String>, T> call) {
        failAtOnceWhileDown();
        try {
            T answer = call.apply(commands(connection()));
            failure = null;
            return answer;
        } catch (RedisCommandExecutionException refused) {
            // An answer, if no good one: a server that is loading, read-only after a failover, or out of memory.
            throw refused instanceof RedisNoScriptException ? refused : unavailable(refused);
        } catch (RedisException away) {
            throw unavailable(away);
        }
    }

    private void failAtOnceWhileDown() {
        RuntimeException last = failure;
        if (last != null && System.nanoTime() - failedAtNanos < COOL_DOWN.toNanos()) {
            throw new RedisUnavailableException("Redis did not answer a moment ago", last);
        }
    }

    private RedisUnavailableException unavailable(RedisException cause) {
        if (failure == null) {
            log.debug("Redis is away", cause);
        }
        failure = cause;
        failedAtNanos = System.nanoTime();
        return new RedisUnavailableException("Redis is not available: " + cause.getMessage(), cause);
    }

    /**
     * Sends several commands in one go and waits for all answers.
     *
     * @param commands makes the commands
     * @param <T> the kind of answer
     * @return the answers in the order of the commands
     * @throws RedisUnavailableException if one is missing in time
     */
    public <T> List<T> pipeline(Function<RedisClusterAsyncCommands<String, String>, List<RedisFuture<T>>> commands) {
        List<RedisFuture<T>> futures = commands.apply(async());
        try {
            List<T> answers = new ArrayList<>(futures.size());
            long deadline = System.nanoTime() + timeout.toNanos();
            for (RedisFuture<T> future : futures) {
                answers.add(future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            }
            failure = null;
            return answers;
        } catch (ExecutionException | TimeoutException away) {
            throw unavailable(new RedisException(away));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(new RedisException(interrupted));
        }
    }

    /**
     * Commands that do not wait.
     *
     * @return commands of the shared connection
     * @throws RedisUnavailableException if Redis cannot be reached
     */
    public RedisClusterAsyncCommands<String, String> async() {
        failAtOnceWhileDown();
        try {
            StatefulConnection<String, String> open = connection();
            return open instanceof StatefulRedisClusterConnection<String, String> cluster
                    ? cluster.async()
                    : ((StatefulRedisConnection<String, String>) open).async();
        } catch (RedisException away) {
            throw unavailable(away);
        }
    }

    private static RedisClusterCommands<String, String> commands(StatefulConnection<String, String> open) {
        return open instanceof StatefulRedisClusterConnection<String, String> cluster
                ? cluster.sync()
                : ((StatefulRedisConnection<String, String>) open).sync();
    }

    private synchronized StatefulConnection<String, String> connection() {
        if (closed) {
            throw new RedisException("The access to Redis is closed");
        }
        @Nullable StatefulConnection<String, String> open = connection;
        AbstractRedisClient client = client();
        if (open == null || client != connectedBy) {
            // Those who waited for somebody else's attempt do not each make one of their own.
            failAtOnceWhileDown();
            open = inTime(() -> client instanceof RedisClusterClient cluster
                    ? cluster.connect()
                    : ((RedisClient) client).connect());
            open.setTimeout(timeout);
            connection = open;
            connectedBy = client;
            if (closed) {
                open.close();
            }
        }
        return open;
    }

    /** Lettuce waits without end for a connection whose client is shut down meanwhile. */
    private static <C extends StatefulConnection<String, String>> C inTime(Supplier<C> connecting) {
        CompletableFuture<C> attempt = CompletableFuture.supplyAsync(connecting, task -> {
            Thread thread = new Thread(task, "opsmon-redis-connect");
            thread.setDaemon(true);
            thread.start();
        });
        try {
            return attempt.get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RedisException refused ? refused : new RedisException(failed.getCause());
        } catch (TimeoutException late) {
            closeWhenItComes(attempt);
            throw new RedisException("There was no connection after " + CONNECT_TIMEOUT.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            closeWhenItComes(attempt);
            Thread.currentThread().interrupt();
            throw new RedisException(interrupted);
        }
    }

    private static void closeWhenItComes(CompletableFuture<? extends StatefulConnection<String, String>> attempt) {
        CompletableFuture<Void> unused = attempt.thenAccept(StatefulConnection::close);
    }

    private AbstractRedisClient client() {
        AbstractRedisClient client;
        try {
            client = clients.get();
        } catch (IllegalStateException stopped) {
            throw new RedisException("The application's access to Redis is stopped", stopped);
        }
        if (!(client instanceof RedisClient) && !(client instanceof RedisClusterClient)) {
            throw new IllegalArgumentException(
                    "opsmon knows RedisClient and RedisClusterClient, not " + client.getClass());
        }
        return client;
    }

    /**
     * The host's client of the moment.
     *
     * @return the client
     * @throws RedisUnavailableException if the host has stopped it
     */
    public AbstractRedisClient currentClient() {
        try {
            return client();
        } catch (RedisException stopped) {
            throw unavailable(stopped);
        }
    }

    /**
     * Opens a connection of its own for messages; it connects again by itself and then subscribes again.
     *
     * @return the connection, the caller's to close
     * @throws RedisUnavailableException if Redis cannot be reached
     */
    public StatefulRedisPubSubConnection<String, String> openPubSub() {
        try {
            AbstractRedisClient client = client();
            StatefulRedisPubSubConnection<String, String> opened =
                    inTime(() -> client instanceof RedisClusterClient cluster
                            ? cluster.connectPubSub()
                            : ((RedisClient) client).connectPubSub());
            opened.setTimeout(timeout);
            return opened;
        } catch (RedisException away) {
            throw unavailable(away);
        }
    }

    /** Waits for nobody who is connecting: they close what they get. */
    @Override
    public void close() {
        closed = true;
        @Nullable StatefulConnection<String, String> open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
