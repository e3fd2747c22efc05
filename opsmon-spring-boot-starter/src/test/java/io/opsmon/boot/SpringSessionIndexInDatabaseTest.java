package io.opsmon.boot;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.IndexResolver;
import org.springframework.session.Session;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.test.context.TestPropertySource;

/** Tests sessions of Spring Session in the host's database, with an index by the host's own resolver. */
@Import(SpringSessionIndexInDatabaseTest.Sessions.class)
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:springsessionindex;DB_CLOSE_DELAY=-1",
            "spring.sql.init.schema-locations=classpath:org/springframework/session/jdbc/schema-h2.sql",
            "opsmon.redis.enabled=false"
        })
class SpringSessionIndexInDatabaseTest extends SpringSessionIndexContract {

    @EnableJdbcHttpSession
    static class Sessions extends OnlineUserOnSpringSessionContract.Cookies {

        @Bean
        SessionRepositoryCustomizer<JdbcIndexedSessionRepository> index() {
            IndexResolver<Session> everyUserIsOne =
                    session -> Map.of(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "everyone");
            return repository -> repository.setIndexResolver(everyUserIsOne);
        }
    }
}
