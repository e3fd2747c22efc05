package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.RawHttp.Answer;
import io.opsmon.boot.web.routing.ApiRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Tests cross-site requests of a browser to a host that trusts every origin, and unknown paths and methods of the API.
 */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:gate;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.operation-log.pseudonym-key=0123456789abcdef",
            "opsmon.backup.enabled=true",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.web.allowed-origins=https://admin.example.com",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(ApiGateTest.TrustingHost.class)
class ApiGateTest {

    private static final String API = "/opsmon/api/v1";
    private static final String BOSS =
            "Basic " + Base64.getEncoder().encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8));
    private static final List<String> TYPES_OF_FORMS = List.of(
            "text/plain",
            "text/plain;charset=application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "application/json, text/plain",
            "application/problem+json");

    /** Accepts every preflight request, as many hosts do, and sets a header of its own. */
    @TestConfiguration(proxyBeanMethods = false)
    static class TrustingHost {
        @Bean
        WebMvcConfigurer everyOrigin() {
            return new WebMvcConfigurer() {
                @Override
                public void addCorsMappings(CorsRegistry registry) {
                    registry.addMapping("/**")
                            .allowedOriginPatterns("*")
                            .allowedMethods("*")
                            .allowedHeaders("*")
                            .allowCredentials(true);
                }
            };
        }

        @Bean
        FilterRegistrationBean<OncePerRequestFilter> policyOfTheHost() {
            return new FilterRegistrationBean<>(new OncePerRequestFilter() {
                @Override
                protected void doFilterInternal(
                        jakarta.servlet.http.HttpServletRequest request,
                        jakarta.servlet.http.HttpServletResponse response,
                        jakarta.servlet.FilterChain chain)
                        throws jakarta.servlet.ServletException, IOException {
                    if (request.getHeader("X-Test-Policy") != null) {
                        response.setHeader("Referrer-Policy", "same-origin");
                    }
                    chain.doFilter(request, response);
                }
            });
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private ApiRoutes table;

    private record Route(String method, String path) {}

    /** Returns every route of the API, with a value for each variable of its path. */
    private List<Route> routes() {
        return table.routes().stream()
                .map(route ->
                        new Route(route.method().name(), API + route.path().replaceAll("\\{\\w+}", "x")))
                .toList();
    }

    private List<Route> changing() {
        return routes().stream()
                .filter(route -> !Set.of("GET", "HEAD").contains(route.method()))
                .toList();
    }

    private Answer send(String method, String path, String body, String... headers) throws IOException {
        return new RawHttp(port)
                .send(
                        method,
                        path,
                        body,
                        Stream.concat(Stream.of("Authorization", BOSS), Arrays.stream(headers))
                                .toArray(String[]::new));
    }

    @Test
    void knowsEveryChangingRoute() {
        assertThat(changing())
                .extracting(route -> route.method() + " " + route.path().substring(API.length()))
                .contains(
                        "POST /backups",
                        "POST /backups/import",
                        "POST /backups/x/restoration",
                        "DELETE /backups/x",
                        "PUT /backup-schedules/x",
                        "DELETE /online-users",
                        "DELETE /login-locks/x",
                        "DELETE /operation-logs",
                        "POST /operation-logs/verification",
                        "DELETE /operation-logs/personal-data")
                .hasSizeGreaterThan(15);
    }

    @Test
    void refusesWhatPagesOfOtherSitesSendToEveryChangingRoute() throws Exception {
        List<String[]> attacks = List.of(
                new String[] {"Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "same-site"},
                new String[] {"Sec-Fetch-Site", "Same-Origin"},
                new String[] {"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"},
                new String[] {"Sec-Fetch-Site", "cross-site", "X-Opsmon-Request", "1"},
                new String[] {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"
                },
                new String[] {"Origin", "null"},
                new String[] {"Origin", "http://localhost:" + (port + 1)},
                new String[] {"Origin", "http://localhost"},
                new String[] {"Origin", "http://localhost:" + port + ".evil.example"},
                new String[] {"Origin", "http://localhost:" + port + "@evil.example"},
                new String[] {"Origin", "http://evil.example", "X-Requested-With", "XMLHttpRequest"},
                new String[] {"Origin", "http://evil.example", "Authorization", "Bearer x"},
                new String[] {"Origin", "http://admin.example.com"},
                new String[] {"Origin", "http://localhost:" + port, "Origin", "http://evil.example"},
                new String[] {"Referer", "http://evil.example/localhost:" + port},
                new String[] {"Cookie", "JSESSIONID=x"});

        for (Route route : changing()) {
            for (String[] attack : attacks) {
                String[] withType = Stream.concat(Arrays.stream(attack), Stream.of("Content-Type", "application/json"))
                        .toArray(String[]::new);
                boolean isByCookieOnly = attack[0].equals("Cookie");
                if (!isByCookieOnly) {
                    Answer answer = send(route.method(), route.path(), "{}", withType);
                    assertThat(answer.status())
                            .as("%s %s", route, Arrays.toString(attack))
                            .isEqualTo(403);
                    // Spring rejects a malformed origin.
                    assertThat(answer.body()).containsAnyOf("\"Cross-site request\"", "Invalid CORS request");
                }
                if (!isByCookieOnly || route.method().equals("POST")) {
                    assertThat(send(route.method(), route.path(), "", attack).status())
                            .as("%s %s without body", route, Arrays.toString(attack))
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void refusesBodiesOfAnotherTypeAtEveryChangingRoute() throws Exception {
        for (Route route : changing()) {
            for (String type : TYPES_OF_FORMS) {
                assertThat(send(route.method(), route.path(), "{\"a\":\"=\"}", "Content-Type", type)
                                .status())
                        .as("%s %s", route, type)
                        .isEqualTo(415);
                assertThat(send(route.method(), route.path(), "{}", "Content-Type", type, "Origin", "null")
                                .status())
                        .as("%s %s of another site", route, type)
                        .isEqualTo(403);
            }
            assertThat(send(route.method(), route.path(), "{}").status())
                    .as("%s without a type", route)
                    .isEqualTo(415);
            String other = route.path().endsWith("/import") ? "application/json" : "application/octet-stream";
            assertThat(send(route.method(), route.path(), "{}", "Content-Type", other)
                            .status())
                    .as("%s %s", route, other)
                    .isEqualTo(415);
        }
    }

    @Test
    void acceptsTheConsoleProgramsAndAllowedOrigins() throws Exception {
        List<String[]> permitted = List.of(
                new String[] {},
                new String[] {"Sec-Fetch-Site", "same-origin", "Cookie", "a=b"},
                new String[] {"Sec-Fetch-Site", "none"},
                new String[] {"Origin", "http://localhost:" + port, "Cookie", "a=b"},
                new String[] {"Origin", "HTTP://LOCALHOST:" + port},
                new String[] {"Referer", "http://localhost:" + port + "/opsmon/", "Cookie", "a=b"},
                new String[] {"Cookie", "a=b", "X-Opsmon-Request", "1"},
                new String[] {"Sec-Fetch-Site", "cross-site", "Origin", "https://admin.example.com", "Cookie", "a=b"});
        for (String[] headers : permitted) {
            assertThat(send("POST", API + "/backups/x/verification", "", headers)
                            .status())
                    .as(Arrays.toString(headers))
                    .isEqualTo(404);
            assertThat(send("DELETE", API + "/online-users?username=none", "", headers)
                            .status())
                    .as(Arrays.toString(headers))
                    .isEqualTo(200);
        }
    }

    @Test
    void acceptsATokenOnlyWhereTheBrowserAddsNothing() throws Exception {
        RawHttp raw = new RawHttp(port);
        String[] foreign = {"Sec-Fetch-Site", "cross-site", "Origin", "https://front.example.com"};
        String[] token = Stream.concat(Arrays.stream(foreign), Stream.of("Authorization", "Bearer abc"))
                .toArray(String[]::new);

        // The token signs in no user: the permission is checked after the gate.
        assertThat(raw.send("POST", API + "/backups/x/verification", "", token).status())
                .isEqualTo(401);
        assertThat(raw.send("GET", API + "/me", "", token).status()).isEqualTo(401);
        String[] withCookie =
                Stream.concat(Arrays.stream(token), Stream.of("Cookie", "a=b")).toArray(String[]::new);
        assertThat(raw.send("POST", API + "/backups/x/verification", "", withCookie)
                        .status())
                .isEqualTo(403);
        assertThat(raw.send("GET", API + "/me", "", withCookie).status()).isEqualTo(403);
    }

    @Test
    void letsOtherSitesReadNothing() throws Exception {
        for (Route route : routes()) {
            if (route.method().equals("GET")) {
                for (String[] attack : List.of(
                        new String[] {"Origin", "http://evil.example"},
                        new String[] {"Origin", "null"},
                        new String[] {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"},
                        new String[] {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"},
                        new String[] {
                            "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"
                        })) {
                    assertThat(send("GET", route.path(), "", attack).status())
                            .as("%s %s", route, Arrays.toString(attack))
                            .isEqualTo(403);
                }
            }
        }
        assertThat(send(
                                "GET",
                                API + "/me",
                                "",
                                "Sec-Fetch-Site",
                                "cross-site",
                                "Sec-Fetch-Mode",
                                "navigate",
                                "Sec-Fetch-Dest",
                                "document")
                        .status())
                .isEqualTo(200);
        assertThat(send("GET", API + "/me", "", "Referer", "http://evil.example/")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH"})
    void answersUnknownPathsItself(String method) throws Exception {
        for (String path :
                List.of(API + "/nothing", API + "/backups/x/y/z", API, "/opsmon/api/v2/backups", API + "/")) {
            Answer answer = send(method, path, "");
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.json().get("detail").asString()).isEqualTo("The path \"" + path + "\" does not exist.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /backups, 'GET, OPTIONS, POST'",
        "POST, /operation-logs, 'DELETE, GET, OPTIONS'",
        "DELETE, /me, 'GET, OPTIONS'",
        "PUT, /backups/x/restoration, 'OPTIONS, POST'",
        "GET, /backups/x/restoration, 'OPTIONS, POST'"
    })
    void saysWhichMethodsAPathHas(String method, String path, String allowed) throws Exception {
        Answer answer = send(method, API + path, "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).hasValue(allowed);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.json().get("detail").asString()).contains("does not support " + method);
        assertThat(send("OPTIONS", API + path, "").header("Allow")).hasValue(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/operation-logs?text=%zz", "/operation-logs?text=%", "/operation-logs?%C3%28=%E0%80"})
    void answersMalformedParametersItself(String path) throws Exception {
        Answer answer = send("GET", API + path, "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/operation-logs/%zz", "/operation-logs/%", "/backups/%c0%ae", "/backups/a%2Fb"})
    void refusesMalformedPaths(String path) throws Exception {
        assertThat(send("DELETE", API + path, "").status()).isEqualTo(400);
    }

    @Test
    void tellsBrowsersToKeepEveryAnswerToItself() throws Exception {
        for (Route route : routes()) {
            if (route.method().equals("GET") && !route.path().endsWith("/events")) {
                assertGuarded(route.path(), "no-store");
            }
        }
        assertGuarded(API + "/nothing", "no-store");
        assertGuarded("/opsmon/", "no-cache");
        assertGuarded("/opsmon/backups", "no-cache");
        assertGuarded("/opsmon/live.js", "no-cache");
        assertGuarded("/opsmon/nothing.js", "no-store");
        assertGuarded("/opsmon", "no-store");
    }

    private void assertGuarded(String path, String cache) throws IOException {
        for (String[] signedIn : List.of(new String[] {"Authorization", BOSS}, new String[0])) {
            Answer answer = new RawHttp(port).send("GET", path, "", signedIn);
            assertThat(answer.headers()).as(path).containsEntry("x-content-type-options", List.of("nosniff"));
            if (signedIn.length > 0 || path.startsWith(API)) {
                assertThat(answer.headers())
                        .as(path)
                        .containsEntry("referrer-policy", List.of("no-referrer"))
                        .containsEntry("cross-origin-resource-policy", List.of("same-origin"));
                assertThat(String.join(",", answer.headers().getOrDefault("cache-control", List.of())))
                        .as(path)
                        .contains(cache);
            }
        }
    }

    @Test
    void leavesHeadersOfTheHostAlone() throws Exception {
        Answer answer = send("GET", API + "/me", "", "X-Test-Policy", "1");

        assertThat(answer.headers()).containsEntry("referrer-policy", List.of("same-origin"));
        assertThat(new TreeSet<>(answer.headers().keySet())).contains("x-content-type-options");
    }

    @Test
    void answersItsOwnMethodsOnly() {
        assertThat(routes())
                .extracting(Route::method)
                .allSatisfy(method -> assertThat(HttpMethod.valueOf(method))
                        .isIn(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE));
    }
}
