package io.opsmon.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.opsmon.internal.redis.RedisAccess;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A Redis server from the Maven artifact, without persistence. */
final class Redis implements AutoCloseable {

    private final RedisServer server;
    private final RedisClient client;
    private final int port;

    Redis() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        this.server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        this.client = client(port);
    }

    static RedisClient client(int port) {
        return RedisClient.create(RedisURI.create("redis://127.0.0.1:" + port));
    }

    int port() {
        return port;
    }

    RedisClient client() {
        return client;
    }

    RedisAccess access() {
        return new RedisAccess(client, Duration.ofSeconds(60), "opsmon:");
    }

    @Override
    public void close() throws IOException {
        client.shutdown();
        server.stop();
    }
}
