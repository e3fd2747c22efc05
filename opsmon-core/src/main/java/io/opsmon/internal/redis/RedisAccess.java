package io.opsmon.internal.redis;

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
 * Shares one connection to the host's Redis between all commands of opsmon. The connection is opened at the first call.
 * After a call without answer, further calls fail immediately for {@link #COOL_DOWN}. An unavailable Redis therefore
 * costs one timeout a second and not one timeout a call. Thread-safe.
 *
 * @since 0.1
 */
public final class RedisAccess implements AutoCloseable {

    /** Time for which calls fail immediately after a call without answer. */
    static final Duration COOL_DOWN = Duration.ofSeconds(1);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Time after which an attempt that no caller waits for ends. A connection that comes earlier is closed. */
    private static final Duration ABANDONED_TIMEOUT = Duration.ofMinutes(1);

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
     * Creates an access without a connection.
     *
     * @param client the host's client, a {@link RedisClient} with a default URI or a {@link RedisClusterClient}; the
     *     host remains responsible for its shutdown
     * @param timeout the maximum duration of a call
     * @param prefix the prefix of every key, for example {@code opsmon:}
     */
    public RedisAccess(AbstractRedisClient client, Duration timeout, String prefix) {
        this(() -> client, timeout, prefix);
    }

    /**
     * Creates an access to a client that the host may replace when it is stopped and started again.
     *
     * @param clients supplies the host's current client for each connection
     * @param timeout the maximum duration of a call
     * @param prefix the prefix of every key
     */
    public RedisAccess(Supplier<? extends AbstractRedisClient> clients, Duration timeout, String prefix) {
        this.clients = clients;
        this.timeout = timeout;
        this.prefix = prefix;
    }

    /**
     * Returns a key with the prefix.
     *
     * @param name the name of the key
     * @return the prefix and the name
     */
    public String key(String name) {
        return prefix + name;
    }

    /**
     * Calls Redis and waits for the answer.
     *
     * @param call the call
     * @param <T> the type of the answer
     * @return the answer
     * @throws RedisUnavailableException if there is no answer within the timeout
     */
    public <T extends @Nullable Object> T call(Function<RedisClusterCommands<String, String>, T> call) {
        failAtOnceWhileDown();
        try {
            T answer = call.apply(commands(connection()));
            failure = null;
            return answer;
        } catch (RedisCommandExecutionException refused) {
            // The server answered with an error: it is loading, read-only after a failover, or out of memory.
            throw refused instanceof RedisNoScriptException ? refused : unavailable(refused);
        } catch (RedisException failed) {
            throw unavailable(failed);
        }
    }

    private void failAtOnceWhileDown() {
        RuntimeException last = failure;
        if (last != null && System.nanoTime() - failedAtNanos < COOL_DOWN.toNanos()) {
            throw new RedisUnavailableException(
                    "Redis did not answer the previous call; calls are retried after " + COOL_DOWN.toSeconds() + " s",
                    last);
        }
    }

    private RedisUnavailableException unavailable(RedisException cause) {
        if (failure == null) {
            log.debug("Redis is unavailable", cause);
        }
        failure = cause;
        failedAtNanos = System.nanoTime();
        return new RedisUnavailableException("Redis is unavailable: " + cause.getMessage(), cause);
    }

    /**
     * Sends several commands in one pipeline and waits for all answers.
     *
     * @param commands sends the commands
     * @param <T> the type of an answer
     * @return the answers in the order of the commands
     * @throws RedisUnavailableException if an answer is missing after the timeout
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
        } catch (ExecutionException | TimeoutException failed) {
            throw unavailable(new RedisException(failed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(new RedisException(interrupted));
        }
    }

    /**
     * Returns the asynchronous commands, which do not wait for answers.
     *
     * @return the commands of the shared connection
     * @throws RedisUnavailableException if Redis cannot be reached
     */
    public RedisClusterAsyncCommands<String, String> async() {
        failAtOnceWhileDown();
        try {
            StatefulConnection<String, String> open = connection();
            return open instanceof StatefulRedisClusterConnection<String, String> cluster
                    ? cluster.async()
                    : ((StatefulRedisConnection<String, String>) open).async();
        } catch (RedisException failed) {
            throw unavailable(failed);
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
            // Threads that waited for the attempt of another thread do not repeat a failed attempt.
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

    /**
     * Connects with a timeout, since Lettuce waits forever if its client is shut down during the connection attempt.
     */
    private static <C extends StatefulConnection<String, String>> C inTime(Supplier<C> connecting) {
        CompletableFuture<C> attempt = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(attempt, connecting), "opsmon-redis-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return attempt.get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RedisException refused ? refused : new RedisException(failed.getCause());
        } catch (TimeoutException late) {
            abandon(attempt, thread);
            throw new RedisException("Could not connect within " + CONNECT_TIMEOUT.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            abandon(attempt, thread);
            Thread.currentThread().interrupt();
            throw new RedisException(interrupted);
        }
    }

    private static <C> void complete(CompletableFuture<C> attempt, Supplier<C> connecting) {
        try {
            attempt.complete(connecting.get());
        } catch (RuntimeException | Error failed) {
            attempt.completeExceptionally(failed);
        }
    }

    private static void abandon(
            CompletableFuture<? extends StatefulConnection<String, String>> attempt, Thread connecting) {
        CompletableFuture<Void> unused = attempt.thenAccept(StatefulConnection::close);
        CompletableFuture.delayedExecutor(ABANDONED_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!attempt.isDone()) {
                        connecting.interrupt();
                    }
                });
    }

    private AbstractRedisClient client() {
        AbstractRedisClient client;
        try {
            client = clients.get();
        } catch (IllegalStateException stopped) {
            throw new RedisException("The Redis connection factory of the application is stopped", stopped);
        }
        if (!(client instanceof RedisClient) && !(client instanceof RedisClusterClient)) {
            throw new IllegalArgumentException(
                    "The Redis client must be a RedisClient or a RedisClusterClient, is " + client.getClass());
        }
        return client;
    }

    /**
     * Returns the host's current client.
     *
     * @return the client
     * @throws RedisUnavailableException if the host has stopped the client
     */
    public AbstractRedisClient currentClient() {
        try {
            return client();
        } catch (RedisException stopped) {
            throw unavailable(stopped);
        }
    }

    /**
     * Opens a separate connection for messages, which reconnects and subscribes again automatically.
     *
     * @return the connection; the caller must close it
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
        } catch (RedisException failed) {
            throw unavailable(failed);
        }
    }

    /** Closes the connection. Threads that are connecting close their own connection. */
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
