package io.opsmon.testsupport;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/**
 * A real Redis: one that the tests of a JVM share, and others that a test may stop. {@code -Dopsmon.test.redis.uri}
 * names a server of one's own for the former.
 */
public final class TestRedis implements AutoCloseable {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    /** A server of a cluster also listens this far above its port. */
    private static final int BUS = 10_000;

    private final int port;
    private final List<String> settings;
    private @Nullable RedisServer server;

    private TestRedis(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
    }

    /** A server of the test's own, running; with lines of {@code redis.conf}. */
    public static TestRedis start(String... settings) {
        TestRedis redis = new TestRedis(freePort(), List.of(settings));
        redis.restart();
        return redis;
    }

    /** A port that is free. */
    public static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (socket.getLocalPort() + BUS < 1 << Character.SIZE) {
                    return socket.getLocalPort();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Starts the server again, empty, at its port. */
    public void restart() {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no");
            settings.forEach(builder::setting);
            RedisServer fresh = builder.build();
            fresh.start();
            server = fresh;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot start Redis", failure);
        }
    }

    /** Stops the server. */
    public void stop() {
        try {
            if (server != null) {
                server.stop();
                server = null;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot stop Redis", failure);
        }
    }

    /** The server's address. */
    public RedisURI uri() {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(2))
                .build();
    }

    /** A client of the shared server. */
    public static RedisClient sharedClient() {
        return Shared.CLIENT;
    }

    /** The address of the shared server. */
    public static RedisURI sharedUri() {
        return Shared.URI;
    }

    /** A prefix of keys that no other test has. */
    public static String freshPrefix() {
        return "test" + ProcessHandle.current().pid() + "-" + PREFIXES.incrementAndGet() + ":";
    }

    @Override
    public void close() {
        stop();
    }

    private static final class Shared {

        static final RedisURI URI = sharedServer();
        static final RedisClient CLIENT = RedisClient.create(URI);

        private static RedisURI sharedServer() {
            @Nullable String own = System.getProperty("opsmon.test.redis.uri");
            if (own != null) {
                return RedisURI.create(own);
            }
            TestRedis redis = start();
            Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
            return redis.uri();
        }
    }
}
