package io.opsmon.hosts.session;

import io.opsmon.testsupport.TestRedis;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Sessions in Redis without an index, the default. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration",
            "spring.session.data.redis.namespace=plain"
        })
class RedisSessionHostTest extends SessionHostContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
    }
}
