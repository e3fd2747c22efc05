package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.testsupport.RootLocale;
import io.opsmon.testsupport.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;

/** Tests a failover during use: a Redis master stops and a sentinel promotes its replica. */
class RedisFailoverTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static OnlineUserRegistry node(String name, RedisAccess access) {
        return new OnlineUserRegistry(
                new RedisOnlineUserStore(access, TIMEOUT, Duration.ofSeconds(1)),
                new OnlineUserSettings(
                        name, TIMEOUT, Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofDays(14)),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                event -> {},
                Clock.systemUTC());
    }

    private static OnlineSession registered(OnlineUserRegistry node, String username) {
        OnlineSession session = TestSessions.of(username, Instant.ofEpochMilli(System.currentTimeMillis()));
        node.register(session, null, ClientHints.NONE);
        return session;
    }

    private static String replication(TestRedis redis) {
        RedisClient client = RedisClient.create(redis.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().info("replication");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void goesOnWithTheReplicaAndKeepsKicks() throws Exception {
        int sentinelPort = TestRedis.freePort();
        try (TestRedis master = TestRedis.start();
                TestRedis replica =
                        TestRedis.start("replicaof 127.0.0.1 " + master.uri().getPort())) {
            await().untilAsserted(() -> assertThat(replication(replica)).contains("master_link_status:up"));
            RedisSentinel sentinel = RootLocale.call(() -> {
                RedisSentinel built = RedisSentinel.newRedisSentinel()
                        .bind("127.0.0.1")
                        .port(sentinelPort)
                        .masterName("mymaster")
                        .masterPort(master.uri().getPort())
                        .quorumSize(1)
                        .downAfterMilliseconds(500)
                        .failOverTimeout(5_000)
                        .build();
                built.start();
                return built;
            });
            RedisClient client = RedisClient.create(RedisURI.Builder.sentinel("127.0.0.1", sentinelPort, "mymaster")
                    .withTimeout(Duration.ofSeconds(2))
                    .build());
            try (RedisAccess accessA = new RedisAccess(client, Duration.ofMillis(500), "opsmon:");
                    RedisAccess accessB = new RedisAccess(client, Duration.ofMillis(500), "opsmon:");
                    OnlineUserRegistry a = node("a", accessA);
                    OnlineUserRegistry b = node("b", accessB)) {
                a.start();
                b.start();
                // The sentinel discovers the replica through the master.
                await().untilAsserted(
                                () -> assertThat(knownReplicas(sentinelPort)).contains("slaves=1"));
                OnlineSession before = registered(a, "before");
                OnlineSession kicked = registered(a, "kicked");
                await().untilAsserted(() -> assertThat(a.get(kicked.ref())).isPresent());
                await().untilAsserted(() -> assertThat(b.get(before.ref())).isPresent());
                a.kick(kicked.ref(), "boss", null);

                master.stop();
                OnlineSession during = registered(a, "during");

                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(b.get(during.ref())).isPresent());
                assertThat(replication(replica)).contains("role:master");
                assertThat(b.get(before.ref())).isPresent();
                assertThat(b.isKicked(kicked.ref())).isTrue();
                assertThat(b.get(kicked.ref())).isEmpty();
                b.kick(during.ref(), "boss", null);
                await().untilAsserted(() -> assertThat(a.isKicked(during.ref())).isTrue());
            } finally {
                client.shutdown();
                sentinel.stop();
            }
        }
    }

    private static String knownReplicas(int sentinelPort) {
        RedisClient client = RedisClient.create(
                RedisURI.builder().withHost("127.0.0.1").withPort(sentinelPort).build());
        try (var connection = client.connectSentinel()) {
            return connection.sync().info("sentinel");
        } finally {
            client.shutdown();
        }
    }
}
