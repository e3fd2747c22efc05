package io.opsmon.boot;

import io.opsmon.testsupport.TestRedis;
import org.springframework.context.annotation.Import;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Tests sessions of Spring Session in the host's Redis, without an index. */
@Import(SpringSessionIndexInPlainRedisTest.Sessions.class)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:springsessionindexPlain;DB_CLOSE_DELAY=-1")
class SpringSessionIndexInPlainRedisTest extends SpringSessionIndexContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
        properties.add("opsmon.redis.timeout", () -> "5s");
    }

    @EnableRedisHttpSession(redisNamespace = "index-Plain")
    static class Sessions extends OnlineUserOnSpringSessionContract.Cookies {}
}
