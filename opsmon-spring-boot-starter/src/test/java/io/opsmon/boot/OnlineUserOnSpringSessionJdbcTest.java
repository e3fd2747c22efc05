package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.test.context.TestPropertySource;

/** Tests online users with sessions of Spring Session in the host's database. */
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

    /** Reproduces a restore of the host's tables that leaves the tables of opsmon unchanged. */
    @Test
    void keepsOutWhoWasKickedWhenTheSessionComesBack(@Autowired JdbcTemplate jdbc) throws Exception {
        TestBrowser reader = signedIn("reader");
        jdbc.execute("CREATE TABLE saved AS SELECT * FROM SPRING_SESSION");
        jdbc.execute("CREATE TABLE saved_attributes AS SELECT * FROM SPRING_SESSION_ATTRIBUTES");
        registry.kick(reference(reader), "boss", null);
        jdbc.execute("DELETE FROM SPRING_SESSION");
        jdbc.execute("INSERT INTO SPRING_SESSION SELECT * FROM saved");
        jdbc.execute("INSERT INTO SPRING_SESSION_ATTRIBUTES SELECT * FROM saved_attributes");

        assertThat(sessions.findByPrincipalName("reader"))
                .containsKey(reader.cookie("JSESSIONID").orElseThrow());
        assertThat(reader.get("/page").statusCode()).isEqualTo(302);
    }
}
