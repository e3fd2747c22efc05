package io.opsmon.loginlog.internal.guard;

import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.guard.AttemptStoreContract;
import io.opsmon.testsupport.TestRedis;
import java.time.Duration;

class RedisAttemptStoreTest extends AttemptStoreContract {

    private String prefix = "";

    @Override
    protected AttemptStore emptyStore(int capacity) {
        prefix = TestRedis.freshPrefix();
        return new RedisAttemptStore(
                new RedisAccess(TestRedis.sharedClient(), Duration.ofSeconds(5), prefix), capacity);
    }

    @Override
    protected long remembered() {
        try (var connection = TestRedis.sharedClient().connect()) {
            return connection.sync().keys(prefix + "*{login}:*:*").size();
        }
    }
}
