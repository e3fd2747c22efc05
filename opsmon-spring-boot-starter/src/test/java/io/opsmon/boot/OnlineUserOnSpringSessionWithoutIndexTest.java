package io.opsmon.boot;

import io.opsmon.testsupport.TestRedis;
import org.springframework.context.annotation.Import;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Spring Session keeps the sessions in Redis as it does by default: it can be asked for an id only, and tells of no end. */
@Import(OnlineUserOnSpringSessionWithoutIndexTest.Sessions.class)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:springsessionplain;DB_CLOSE_DELAY=-1")
class OnlineUserOnSpringSessionWithoutIndexTest extends OnlineUserHttpContract {

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.host", () -> TestRedis.sharedUri().getHost());
        properties.add("spring.data.redis.port", () -> TestRedis.sharedUri().getPort());
        properties.add("opsmon.redis.prefix", TestRedis::freshPrefix);
        properties.add("opsmon.redis.timeout", () -> "5s");
    }

    @EnableRedisHttpSession
    static class Sessions extends OnlineUserOnSpringSessionContract.Cookies {}
}
