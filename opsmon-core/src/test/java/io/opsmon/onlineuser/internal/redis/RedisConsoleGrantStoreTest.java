package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.internal.console.ConsoleGrant;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStoreContract;
import io.opsmon.testsupport.TestRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RedisConsoleGrantStoreTest extends ConsoleGrantStoreContract {

    private static RedisAccess access(String prefix) {
        return new RedisAccess(TestRedis.sharedClient(), Duration.ofSeconds(5), prefix);
    }

    @Override
    protected ConsoleGrantStore store() {
        return new RedisConsoleGrantStore(access(TestRedis.freshPrefix()));
    }

    @Test
    void leavesNothingThatDoesNotEndByItself() {
        String prefix = TestRedis.freshPrefix();
        RedisAccess redis = access(prefix);
        ConsoleGrantStore store = new RedisConsoleGrantStore(redis);
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        store.put(new ConsoleGrant("ref", "sealed", now.plusSeconds(60)));
        String key = prefix + "{online}:grant:ref";

        assertThat(redis.<Long>call(commands -> commands.pttl(key))).isBetween(1L, 60_000L);
        store.extend("ref", now.plusSeconds(600));
        assertThat(redis.<Long>call(commands -> commands.pttl(key))).isBetween(60_001L, 600_000L);
        store.take("ref", now, now.plusSeconds(900));
        assertThat(redis.<Long>call(commands -> commands.pttl(key))).isBetween(600_001L, 900_000L);
        assertThat(redis.<String>call(commands -> commands.get(key))).endsWith(":");
    }
}
