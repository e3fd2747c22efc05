package io.opsmon.loginlog.guard;

import io.opsmon.redis.RedisAccess;
import io.opsmon.testsupport.TestRedis;
import java.time.Duration;

class RedisAttemptStoreTest extends AttemptStoreContract {

    @Override
    protected AttemptStore emptyStore() {
        return new RedisAttemptStore(
                new RedisAccess(TestRedis.sharedClient(), Duration.ofSeconds(5), TestRedis.freshPrefix()));
    }
}
