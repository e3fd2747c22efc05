package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.OnlineUserStoreContract;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.testsupport.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisOnlineUserStoreTest extends OnlineUserStoreContract {

    private static RedisAccess access(String prefix) {
        return new RedisAccess(TestRedis.sharedClient(), Duration.ofSeconds(5), prefix);
    }

    @Override
    protected OnlineUserStore emptyStore() {
        return new RedisOnlineUserStore(access(TestRedis.freshPrefix()), TIMEOUT, Duration.ofSeconds(1));
    }

    @Test
    void leavesNothingThatDoesNotEndByItself() {
        String prefix = TestRedis.freshPrefix();
        OnlineUserStore store = new RedisOnlineUserStore(access(prefix), TIMEOUT, Duration.ofSeconds(1));
        OnlineSession session = TestSessions.of("bob", Instant.ofEpochMilli(System.currentTimeMillis()));
        store.put(List.of(session));

        long left = access(prefix).call(commands -> commands.pttl(prefix + "{online}:s:" + session.ref()));

        assertThat(Duration.ofMillis(left)).isBetween(TIMEOUT, TIMEOUT.plus(Duration.ofHours(1)));
    }

    @Test
    void removesWhatItMeetsOfSessionsWhoseNodesHaveAllDied() {
        String prefix = TestRedis.freshPrefix();
        RedisAccess redis = access(prefix);
        OnlineUserStore store = new RedisOnlineUserStore(redis, TIMEOUT, Duration.ofSeconds(1));
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        OnlineSession dead = TestSessions.of("bob", now);
        OnlineSession alive = TestSessions.of("bob", now.minusSeconds(1));
        store.put(List.of(dead, alive));
        // Simulates the expiry of the hash.
        redis.call(commands -> commands.del(prefix + "{online}:s:" + dead.ref()));

        assertThat(store.find(io.opsmon.onlineuser.OnlineUserQuery.ofUser("bob"), now)
                        .items())
                .containsExactly(alive);
        assertThat(store.find(io.opsmon.onlineuser.OnlineUserQuery.ALL, now).items())
                .containsExactly(alive);
        assertThat(redis.<Long>call(commands -> commands.zcard(prefix + "{online}:access")))
                .isEqualTo(1);
        assertThat(redis.<Long>call(commands -> commands.zcard(prefix + "{online}:users")))
                .isEqualTo(1);
    }

    @Test
    void survivesARestartOfRedisThatForgotItsScripts() {
        try (TestRedis redis = TestRedis.start();
                RedisAccess access = new RedisAccess(
                        io.lettuce.core.RedisClient.create(redis.uri()), Duration.ofSeconds(5), "opsmon:")) {
            OnlineUserStore store = new RedisOnlineUserStore(access, TIMEOUT, Duration.ofSeconds(1));
            Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
            store.put(List.of(TestSessions.of("bob", now)));
            redis.stop();
            redis.restart();

            org.awaitility.Awaitility.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(store.count(now)).isZero());
            store.put(List.of(TestSessions.of("bob", now)));
            store.kick(List.of(new Kick(TestSessions.ref(), now.plusSeconds(60))));
            assertThat(store.count(now)).isEqualTo(1);
        }
    }
}
