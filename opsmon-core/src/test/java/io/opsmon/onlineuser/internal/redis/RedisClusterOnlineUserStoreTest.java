package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.OnlineUserStoreContract;
import io.opsmon.testsupport.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on a cluster of three servers, where a script with keys in different slots fails. */
class RedisClusterOnlineUserStoreTest extends OnlineUserStoreContract {

    private static final int SERVERS = 3;
    private static final int SLOTS = 16_384;

    @TempDir
    private static @Nullable Path directory;

    private static final List<TestRedis> SERVING = new ArrayList<>();
    private static @Nullable RedisClusterClient client;

    @BeforeAll
    static void start() throws IOException {
        for (int i = 0; i < SERVERS; i++) {
            Path own = Files.createDirectory(Objects.requireNonNull(directory).resolve("server" + i));
            SERVING.add(TestRedis.start("cluster-enabled yes", "dir " + own));
        }
        RedisURI first = SERVING.get(0).uri();
        for (int i = 0; i < SERVERS; i++) {
            RedisClient single = RedisClient.create(SERVING.get(i).uri());
            try (StatefulRedisConnection<String, String> connection = single.connect()) {
                connection.sync().clusterMeet(first.getHost(), first.getPort());
                connection
                        .sync()
                        .clusterAddSlots(IntStream.range(SLOTS * i / SERVERS, SLOTS * (i + 1) / SERVERS)
                                .toArray());
                if (i == SERVERS - 1) {
                    await().untilAsserted(() -> assertThat(connection.sync().clusterInfo())
                            .contains("cluster_state:ok", "cluster_slots_ok:" + SLOTS));
                }
            } finally {
                single.shutdown();
            }
        }
        client = RedisClusterClient.create(first);
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.shutdown();
        }
        SERVING.forEach(TestRedis::close);
    }

    @Override
    protected OnlineUserStore emptyStore() {
        return new RedisOnlineUserStore(
                new RedisAccess(Objects.requireNonNull(client), Duration.ofSeconds(5), TestRedis.freshPrefix()),
                TIMEOUT,
                Duration.ofSeconds(1));
    }
}
