package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Tests that each request of a reactive host is recorded once, with or without annotation, with operator and outcome.
 */
@SpringBootTest(
        classes = {ReactiveHttpRecordingTest.ReactiveHost.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.datasource.url=jdbc:h2:mem:reactive;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.max-body-size=256B",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ReactiveHttpRecordingTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ReactiveHost {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        ReactiveUserDetailsService users() {
            return TestUsers.reactive(User.withUsername("boss")
                    .password("{noop}boss")
                    .roles("USER")
                    .build());
        }

        @Bean
        Till till() {
            return new Till();
        }

        @Bean
        Shop shop(Till till) {
            return new Shop(till);
        }
    }

    static class Till {

        @OperationLog(description = "paid")
        public String pay() {
            return "x";
        }
    }

    @RestController
    static class Shop {

        private final Till till;

        Shop(Till till) {
            this.till = till;
        }

        private volatile CountDownLatch called = new CountDownLatch(1);

        /** Returns a latch for the next call that never ends. */
        public CountDownLatch expectCall() {
            called = new CountDownLatch(1);
            return called;
        }

        @PutMapping("/items/{id}")
        public Mono<Map<String, Object>> plain(@PathVariable String id, @RequestBody Map<String, Object> body) {
            return Mono.just(body);
        }

        @PostMapping("/form")
        public Mono<String> form(ServerWebExchange exchange) {
            return exchange.getFormData().map(form -> Objects.toString(form.getFirst("name")));
        }

        @PostMapping("/length")
        public Mono<Integer> length(@RequestBody Mono<String> body) {
            return body.map(String::length);
        }

        @PostMapping("/annotated")
        @OperationLog(description = "annotated #{#result.statusCode.value()}")
        public Mono<ResponseEntity<String>> annotated() {
            return Mono.delay(Duration.ofMillis(5))
                    .map(tick -> ResponseEntity.status(HttpStatus.CREATED).body("x"));
        }

        @PostMapping("/text")
        @OperationLog(description = "answered with text")
        public String text() {
            return "x";
        }

        @PostMapping("/text-of-body")
        @OperationLog(description = "answered with the text of a body")
        public String textOfBody(@RequestBody String body) {
            return body;
        }

        @PostMapping("/no-text")
        @OperationLog(description = "answered with no text")
        public String noText() {
            throw new IllegalStateException("no text");
        }

        @PostMapping("/future")
        @OperationLog(description = "answered later")
        public CompletableFuture<String> future() {
            return CompletableFuture.supplyAsync(() -> "x");
        }

        @PostMapping("/silent")
        @OperationLog(description = "answered nothing")
        public void nothing() {}

        @PostMapping("/paid")
        public ResponseEntity<String> paid() {
            return ResponseEntity.ok(till.pay());
        }

        @PostMapping("/fails")
        public Mono<String> fails() {
            return Mono.error(new IllegalStateException("no, token=abc"));
        }

        @PostMapping("/reset/{token}")
        public Mono<String> reset(@PathVariable String token) {
            return Mono.just("x");
        }

        @PostMapping("/annotated/{token}")
        @OperationLog(description = "annotated", recordArguments = false)
        public Mono<String> annotatedReset(@PathVariable String token) {
            return Mono.just("x");
        }

        @PostMapping("/visit")
        public Mono<String> visit(WebSession session) {
            session.getAttributes().put("visited", true);
            return Mono.just("x");
        }

        @PostMapping("/never")
        public Mono<String> never() {
            return waiting();
        }

        @PostMapping("/never/annotated")
        @OperationLog(description = "annotated")
        public Mono<String> annotatedNever() {
            return waiting();
        }

        private Mono<String> waiting() {
            return Mono.<String>never().doOnSubscribe(subscription -> called.countDown());
        }

        @GetMapping("/read")
        public Mono<String> read() {
            return Mono.just("x");
        }
    }

    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8));

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Shop shop;

    @Autowired
    private SessionReference sessions;

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", type)
                        .header("Authorization", AUTHORIZATION)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void recordsRouteStatusParametersAndBody() throws Exception {
        HttpResponse<String> response =
                send("PUT", "/items/42?dry=true", "application/json", "{\"name\":\"Tea\",\"password\":\"hunter2\"}");

        assertThat(response.body()).contains("hunter2");
        OperationLogEntry entry = recorded.only();
        assertThat(entry.description()).isEqualTo("PUT /items/{id}");
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(entry.arguments())
                .isEqualTo("{\"path\":{\"id\":\"42\"},\"body\":{\"name\":\"Tea\",\"password\":\"***\"}}");
        assertThat(Objects.requireNonNull(entry.http()).status()).isEqualTo(200);
        assertThat(entry.http().query()).isEqualTo("dry=true");
    }

    @Test
    void recordsAnAnnotatedRequestOnceWithItsFacts() throws Exception {
        send("POST", "/annotated", "text/plain", "");

        OperationLogEntry entry = recorded.only();
        assertThat(entry.description()).isEqualTo("annotated 201");
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo("/annotated");
        assertThat(entry.http().status()).isEqualTo(201);
        assertThat(entry.http().clientIp()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/text, answered with text, 200",
        "/text-of-body, answered with the text of a body, 200",
        "/no-text, answered with no text, 500",
        "/future, answered later, 200",
        "/silent, answered nothing, 200",
        "/paid, paid, 200"
    })
    void recordsAMethodWithoutPublisherOnceWithItsFacts(String path, String description, int status) throws Exception {
        assertThat(send("POST", path, "text/plain", "x").statusCode()).isEqualTo(status);

        OperationLogEntry entry = recorded.only();
        assertThat(entry.description()).isEqualTo(description);
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo(path);
        assertThat(entry.http().status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/reset/hunter2, /reset/***, POST /reset/{token}",
        "/%72eset/hunter2, /reset/***, POST /reset/{token}",
        "/annotated/hunter2, /annotated/***, annotated",
        "/nothing/hunter2hunter2hunter2, /nothing/***, POST /nothing/***"
    })
    void saysNoSecretOfAPath(String written, String path, String description) throws Exception {
        send("POST", written, "text/plain", "");

        OperationLogEntry entry = recorded.only();
        assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo(path);
        assertThat(entry.description()).isEqualTo(description);
        assertThat(String.valueOf(entry)).doesNotContain("hunter2");
    }

    @Test
    void recordsAForm() throws Exception {
        assertThat(send("POST", "/form", "application/x-www-form-urlencoded", "name=Ada&token=x")
                        .body())
                .isEqualTo("Ada");

        assertThat(recorded.only().arguments()).isEqualTo("{\"form\":{\"name\":\"Ada\",\"token\":\"***\"}}");
    }

    @Test
    void givesTheHostTheWholeBodyAndKeepsItsBeginning() throws Exception {
        String large = "\"" + "x".repeat(100_000) + "\"";

        assertThat(send("POST", "/length", "application/json", large).body()).isEqualTo("100002");

        assertThat(Objects.requireNonNull(recorded.only().arguments()))
                .hasSizeLessThan(300)
                .endsWith("xxx…\"}");
    }

    @Test
    void recordsAFailure() throws Exception {
        assertThat(send("POST", "/fails", "text/plain", "").statusCode()).isEqualTo(500);

        OperationLogEntry entry = recorded.only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).message()).isEqualTo("no, token=***");
        assertThat(Objects.requireNonNull(entry.http()).status()).isEqualTo(500);
    }

    @Test
    void leavesReadingOut() throws Exception {
        send("GET", "/read", "text/plain", "");
        send("POST", "/length", "application/json", "\"x\"");

        assertThat(recorded.only().description()).isEqualTo("POST /length");
    }

    @Test
    void namesTheSessionOfARequest() throws Exception {
        HttpResponse<String> visit = send("POST", "/visit", "text/plain", "");
        String cookie = visit.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        recorded.only();
        empty();

        http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/length"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .header("Content-Type", "text/plain")
                        .header("Cookie", cookie)
                        .header("Authorization", AUTHORIZATION)
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThat(Objects.requireNonNull(recorded.only().http()).sessionReference())
                .isEqualTo(sessions.of(cookie.substring(cookie.indexOf('=') + 1)));
    }

    @ParameterizedTest
    @CsvSource({"/never, POST /never", "/never/annotated, annotated"})
    void recordsACancelledRequestOnceWithoutAStatus(String path, String description) throws Exception {
        CountDownLatch called = shop.expectCall();
        try (Socket client = new Socket("localhost", port)) {
            client.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + AUTHORIZATION
                                    + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
        }

        OperationLogEntry entry = recorded.only();
        assertThat(entry.description()).isEqualTo(description);
        assertThat(entry.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(Objects.requireNonNull(entry.http()).status()).isNull();
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
    }
}
