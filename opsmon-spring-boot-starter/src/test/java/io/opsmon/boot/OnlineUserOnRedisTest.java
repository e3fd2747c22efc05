package io.opsmon.boot;

import io.opsmon.testsupport.TestRedis;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:onlineredis;DB_CLOSE_DELAY=-1")
class OnlineUserOnRedisTest extends OnlineUserHttpContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
        properties.add("opsmon.redis.timeout", () -> "5s");
    }
}
