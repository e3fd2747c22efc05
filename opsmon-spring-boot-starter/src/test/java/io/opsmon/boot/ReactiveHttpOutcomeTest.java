package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.http.HttpOutcome;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A reactive host that answers failures as HTTP 200 with a code in the body. */
@SpringBootTest(
        classes = {ReactiveHttpOutcomeTest.BackOffice.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "spring.datasource.url=jdbc:h2:mem:reactive-outcome;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.outcome.field=head.code",
            "opsmon.operation-log.http.outcome.message-field=head.text",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ReactiveHttpOutcomeTest {

    static class SoldOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOut(String message) {
            super(message);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class BackOffice {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        HttpOutcomeResolver outcomes() {
            return answer -> answer.request().path().equals("/resolved")
                    ? HttpOutcome.failure("refused " + answer.body())
                    : null;
        }

        @Bean
        Shop shop() {
            return new Shop("the shop");
        }

        @Bean
        FinalShop finalShop() {
            return new FinalShop();
        }

        @Bean
        Advice advice() {
            return new Advice();
        }

        @Bean
        RouterFunction<ServerResponse> routes() {
            return RouterFunctions.route()
                    .POST("/route", request -> ServerResponse.ok().bodyValue(answer(500, "from a route")))
                    .build();
        }
    }

    static Map<String, Object> answer(int code, String text) {
        return Map.of("head", Map.of("code", code, "text", text), "data", "x");
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler(SoldOut.class)
        Mono<Map<String, Object>> soldOut(SoldOut failure) {
            return Mono.just(answer(0, "The body says nothing about it"));
        }

        @ExceptionHandler(ServerWebInputException.class)
        Map<String, Object> invalid() {
            return answer(0, "The body says nothing about it");
        }
    }

    @RestController
    static class Shop {

        private final String name;

        Shop(String name) {
            this.name = name;
        }

        @PostMapping("/body/{code}")
        public Mono<Map<String, Object>> body(@PathVariable int code) {
            return Mono.just(answer(code, "sold out, password=hunter2"));
        }

        @PostMapping("/flux")
        public Flux<Map<String, Object>> flux() {
            return Flux.just(answer(500, "first"), answer(500, "second"));
        }

        @PostMapping(value = "/stream", produces = MediaType.APPLICATION_NDJSON_VALUE)
        public Flux<Map<String, Object>> stream() {
            return flux();
        }

        @PostMapping("/written")
        public Mono<Void> written(ServerHttpResponse response) {
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            return response.writeWith(Flux.just("{\"head\":{\"code\"", ":500,\"text\":\"in parts\"}}")
                    .map(part -> buffer(response, part)));
        }

        private static DataBuffer buffer(ServerHttpResponse response, String text) {
            return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
        }

        @PostMapping("/throws")
        public Mono<String> fails() {
            throw new SoldOut(name + " is sold out");
        }

        @PostMapping("/emits")
        public Mono<String> emits() {
            return Mono.error(new SoldOut("emitted"));
        }

        @PostMapping("/flux-emits")
        public Flux<String> fluxEmits() {
            return Flux.error(new SoldOut("emitted by a flux"));
        }

        @PostMapping("/local")
        public Mono<String> local() {
            return Mono.error(new IllegalArgumentException("local"));
        }

        @PostMapping("/see-other")
        public Mono<String> seeOther() {
            return Mono.error(new ResponseStatusException(HttpStatus.SEE_OTHER));
        }

        @PostMapping("/resolved")
        @Operation(summary = "Resolve", tags = "Decisions")
        public Mono<String> resolved() {
            return Mono.just("fine");
        }

        @ExceptionHandler(IllegalArgumentException.class)
        public ResponseEntity<String> handleLocally(IllegalArgumentException failure) {
            return ResponseEntity.ok("handled");
        }

        @ExceptionHandler(ResponseStatusException.class)
        public ResponseEntity<String> redirect(ResponseStatusException failure) {
            return ResponseEntity.status(failure.getStatusCode())
                    .location(URI.create("/"))
                    .build();
        }
    }

    @RestController
    static final class FinalShop {

        @PostMapping("/final")
        public Mono<String> fails() {
            throw new SoldOut("from a final class");
        }

        @PostMapping("/invalid")
        public Mono<String> invalid(@RequestParam int number) {
            return Mono.just("x" + number);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .header("Content-Type", MediaType.TEXT_PLAIN_VALUE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void isFailure(String type, @Nullable String message) {
        OperationLogEntry entry = recorded.only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).type()).isEqualTo(type);
        assertThat(entry.failure().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "/body/500,head.code=500,'sold out, password=***'",
        "/written,head.code=500,in parts",
        "/route,head.code=500,from a route",
        "/resolved,HTTP 200,refused null"
    })
    void recordsTheFailureOfTheBody(String path, String type, String message) throws Exception {
        assertThat(post(path).statusCode()).isEqualTo(200);

        isFailure(type, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/body/200", "/body/0", "/flux", "/stream", "/see-other"})
    void recordsASuccess(String path) throws Exception {
        post(path);

        assertThat(recorded.only().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(recorded.only().failure()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/throws,the shop is sold out",
        "/emits,emitted",
        "/flux-emits,emitted by a flux",
        "/final,",
    })
    void recordsTheExceptionThatTheAdviceAnswered(String path, @Nullable String message) throws Exception {
        assertThat(post(path).statusCode()).isEqualTo(200);

        isFailure(SoldOut.class.getName(), message);
    }

    @Test
    void recordsTheExceptionOfAControllersOwnHandler() throws Exception {
        assertThat(post("/local").body()).isEqualTo("handled");

        isFailure(IllegalArgumentException.class.getName(), "local");
    }

    @Test
    void recordsInvalidArguments() throws Exception {
        assertThat(post("/invalid?number=many").statusCode()).isEqualTo(200);

        isFailure(ServerWebInputException.class.getName(), null);
    }

    @Test
    void namesEntriesByTheirHandlers() throws Exception {
        post("/resolved");
        assertThat(recorded.only().module()).isEqualTo("Decisions");
        assertThat(recorded.only().description()).isEqualTo("Resolve");

        empty();
        post("/body/200");
        assertThat(recorded.only().module()).isEqualTo("Shop");
        assertThat(recorded.only().description()).isEqualTo("POST /body/{code}");
        assertThat(recorded.only().source().method()).isEqualTo(Shop.class.getName() + "#body");
    }
}
