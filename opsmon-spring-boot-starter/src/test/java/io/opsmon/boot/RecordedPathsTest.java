package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.pattern.PathPatternParser;

/** Tests paths of entries in a host that accepts every path: an entry is always written, and contains no secret. */
@SpringBootTest(
        classes = {RecordedPathsTest.LenientHost.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:paths;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "server.servlet.context-path=/shop",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.include-paths=/api/**",
            "opsmon.operation-log.http.exclude-paths=/api/public/**",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class RecordedPathsTest {

    /** Has no firewall and ignores case. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class LenientHost implements WebMvcConfigurer {

        @Bean
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        HttpFirewall noFirewall() {
            return new HttpFirewall() {
                @Override
                public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                    return new FirewalledRequest(request) {
                        @Override
                        public void reset() {}
                    };
                }

                @Override
                public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                    return response;
                }
            };
        }

        @Override
        public void configurePathMatch(PathMatchConfigurer configurer) {
            PathPatternParser parser = new PathPatternParser();
            parser.setCaseSensitive(false);
            configurer.setPatternParser(parser);
        }

        @Bean
        Api api() {
            return new Api();
        }

        @Bean
        RouterFunction<ServerResponse> functions() {
            return RouterFunctions.route()
                    .POST(
                            "/api/functions/{apiToken}",
                            request -> ServerResponse.ok().build())
                    .build();
        }
    }

    @RestController
    static class Api {
        @PostMapping("/api/orders")
        public void orders() {}

        @PostMapping("/api/items/{id}")
        public void item(@PathVariable String id) {}

        @PostMapping("/api/reset/{token}")
        public void reset(@PathVariable String token) {}

        @PostMapping("/api/invite/{code}")
        public void invite(@PathVariable String code) {}

        @PostMapping("/api/public/{any}")
        public void open(@PathVariable String any) {}

        @PostMapping("/api/fails/{token}")
        public void fails(@PathVariable String token) {
            throw new IllegalStateException("no");
        }

        @PostMapping("/annotated/{token}")
        @OperationLog(description = "annotated", recordArguments = false)
        public void annotated(@PathVariable String token) {}
    }

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    private void post(String path) throws IOException {
        new RawHttp(port).send("POST", "/shop" + path, "");
    }

    private String path(OperationLogEntry entry) {
        return Objects.requireNonNull(entry.http()).path();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/orders",
                "/%61pi/orders",
                "/%61%70%69/%6frders",
                "//api/orders",
                "/api//orders",
                "/api/./orders",
                "/x/../api/orders",
                "/x/%2e%2e/api/orders",
                "/api/public/../orders",
                "/api/public/..;/orders",
                "/api/orders;jsessionid=0123456789ABCDEF;v=1",
                "/api;a=b/orders"
            })
    void recordsARequestHoweverItsPathIsWritten(String written) throws Exception {
        post(written);

        assertThat(path(recorded.only())).isEqualTo("/shop/api/orders");
        assertThat(recorded.only().description()).isIn("POST /api/orders", "POST /shop/api/orders");
    }

    @Test
    void recordsWhatTheHostMatchesWhateverItsCase() throws Exception {
        post("/API/Orders");

        assertThat(path(recorded.only())).isEqualTo("/shop/API/Orders");
        assertThat(recorded.only().description()).isEqualTo("POST /api/orders");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/reset/hunter2, /shop/api/reset/***, POST /api/reset/{token}",
        "/API/Reset/hunter2;x=hunter2, /shop/API/Reset/***, POST /api/reset/{token}",
        "/api/functions/hunter2, /shop/api/functions/***, POST /api/functions/{apiToken}",
        "/api/fails/hunter2, /shop/api/fails/***, POST /api/fails/{token}",
        "/api/invite/hunter2hunter2hunter2, /shop/api/invite/***, POST /api/invite/{code}",
        "/api/nothing/hunter2hunter2hunter2, /shop/api/nothing/***, POST /shop/api/nothing/***",
        "/annotated/hunter2, /shop/annotated/***, annotated"
    })
    void saysNoSecretOfAPath(String written, String path, String description) throws Exception {
        post(written);

        assertThat(path(recorded.only())).isEqualTo(path);
        assertThat(recorded.only().description()).isEqualTo(description);
        assertThat(String.valueOf(recorded.only())).doesNotContain("hunter2");
    }

    @Test
    void saysWhatIsNoSecret() throws Exception {
        post("/api/items/550e8400-e29b-41d4-a716-446655440000");

        assertThat(path(recorded.only())).isEqualTo("/shop/api/items/550e8400-e29b-41d4-a716-446655440000");
        assertThat(recorded.only().arguments())
                .isEqualTo("{\"path\":{\"id\":\"550e8400-e29b-41d4-a716-446655440000\"}}");
    }

    @Test
    void leavesOutWhatIsExcludedOrNotIncluded() throws Exception {
        post("/api/public/x");
        post("/api/public/%78");
        post("/other/%61pi/orders");
        post("/api/orders");

        assertThat(path(recorded.only())).isEqualTo("/shop/api/orders");
    }
}
