package io.opsmon.boot;

import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.internal.guard.RedisAttemptStore;
import io.opsmon.testsupport.TestRedis;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:guessesredis;DB_CLOSE_DELAY=-1",
            "opsmon.login-log.guard.store=redis"
        })
class ParallelGuessesOnRedisTest extends ParallelGuessesContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
    }

    @Override
    Class<? extends AttemptStore> storeType() {
        return RedisAttemptStore.class;
    }
}
