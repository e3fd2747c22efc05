package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.testsupport.Patience;
import io.opsmon.testsupport.TestJvm;
import io.opsmon.testsupport.TestRedis;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a killed node: its sessions stay listed until they time out, and then end by themselves. */
class KilledNodeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Keeps a session of carol in use until the process is killed. Arguments: the address of Redis, a prefix. */
    public static void main(String[] arguments) throws Exception {
        RedisClient client = RedisClient.create(RedisURI.create(arguments[0]));
        OnlineUserRegistry node = node("doomed", client, arguments[1]);
        LocalSession session = node.register(
                TestSessions.of("carol", Instant.ofEpochMilli(System.currentTimeMillis())), null, ClientHints.NONE);
        while (true) {
            node.touch(session.session().ref());
            Thread.sleep(50);
        }
    }

    private static OnlineUserRegistry node(String name, RedisClient client, String prefix) {
        OnlineUserRegistry registry = new OnlineUserRegistry(
                new RedisOnlineUserStore(
                        new RedisAccess(client, Duration.ofSeconds(2), prefix), TIMEOUT, Duration.ofSeconds(1)),
                new OnlineUserSettings(
                        name, TIMEOUT, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofDays(14)),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                event -> {},
                Clock.systemUTC());
        registry.start();
        return registry;
    }

    @Test
    void whoWasAtAKilledNodeTimesOut(@TempDir Path directory) throws Exception {
        String prefix = TestRedis.freshPrefix();
        RedisClient client = TestRedis.sharedClient();
        try (OnlineUserRegistry survivor = node("survivor", client, prefix)) {
            Process doomed = TestJvm.start(
                    directory.resolve("output"),
                    KilledNodeTest.class.getName(),
                    TestRedis.sharedUri().toURI().toString(),
                    prefix);
            try {
                await().until(() -> names(survivor).equals(List.of("carol")));
                // A session in use does not time out.
                await().during(TIMEOUT.plusMillis(500))
                        .atMost(TIMEOUT.plus(Patience.LONGEST))
                        .until(() -> names(survivor).equals(List.of("carol")));
            } finally {
                doomed.destroyForcibly().waitFor();
            }

            assertThat(names(survivor)).containsExactly("carol");
            await().until(() -> names(survivor).isEmpty());
            assertThat(survivor.count()).isZero();
        }
    }

    private static List<String> names(OnlineUserRegistry node) {
        return node.find(OnlineUserQuery.ALL).items().stream()
                .map(OnlineSession::username)
                .toList();
    }
}
