package io.opsmon.boot;

import org.springframework.context.annotation.Import;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.test.context.TestPropertySource;

/** Spring Session keeps the sessions in the host's database. */
@Import(OnlineUserOnSpringSessionJdbcTest.Sessions.class)
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:springsession;DB_CLOSE_DELAY=-1",
            "spring.sql.init.schema-locations=classpath:org/springframework/session/jdbc/schema-h2.sql",
            "opsmon.redis.enabled=false"
        })
class OnlineUserOnSpringSessionJdbcTest extends OnlineUserOnSpringSessionContract {

    @EnableJdbcHttpSession
    static class Sessions extends Cookies {}
}
