package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.TestRedis;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * Tests online users with the default Redis repository of Spring Session, which finds sessions by id only and publishes
 * no ends of sessions.
 */
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

    /** This repository of Spring Session deletes a session whose timeout is negative. */
    @Override
    @Test
    void listsASessionThatNeverEndsAndKicksItByName() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");
        assertThat(bob.get("/page").statusCode()).isEqualTo(302);

        boss().send("DELETE", API + "?username=bob", "");

        assertThat(refs(boss().json(API + "?username=bob"))).doesNotContain(ref);
    }

    /** The session is deleted, so that there is nothing to terminate. */
    @Override
    @Test
    void keepsTheKickOfASessionThatNeverEndsForGood() throws Exception {
        TestBrowser bob = signedIn("bob");
        String ref = reference(bob);
        bob.get("/endless-session");

        await().untilAsserted(() ->
                assertThat(refs(boss().json(API + "?username=bob"))).doesNotContain(ref));

        assertThat(bob.get("/page").statusCode()).isEqualTo(302);
    }

    @EnableRedisHttpSession
    static class Sessions extends OnlineUserOnSpringSessionContract.Cookies {}
}
