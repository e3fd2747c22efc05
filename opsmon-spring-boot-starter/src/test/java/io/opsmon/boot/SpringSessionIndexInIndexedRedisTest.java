package io.opsmon.boot;

import io.opsmon.testsupport.TestRedis;
import org.springframework.context.annotation.Import;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Tests sessions of Spring Session in the host's Redis, with an index. */
@Import(SpringSessionIndexInIndexedRedisTest.Sessions.class)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:springsessionindexIndexed;DB_CLOSE_DELAY=-1")
class SpringSessionIndexInIndexedRedisTest extends SpringSessionIndexContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
        properties.add("opsmon.redis.timeout", () -> "5s");
    }

    @EnableRedisIndexedHttpSession(redisNamespace = "index-Indexed")
    static class Sessions extends OnlineUserOnSpringSessionContract.Cookies {}
}
