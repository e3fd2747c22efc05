package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.http.HttpOutcome;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/**
 * Outcomes of requests to a host that answers failures as HTTP 200 with a code in the body, as many back offices do.
 * The contract of servlet and reactive hosts.
 */
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:${random.uuid};DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.outcome.ignored-exceptions=io.opsmon.boot.HttpOutcomeContract$GoElsewhere",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class HttpOutcomeContract {

    static class SoldOut extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SoldOut(String message) {
            super(message);
        }
    }

    static class GoElsewhere extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ResponseStatus(HttpStatus.SEE_OTHER)
    static class SeeOther extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The answers of a host, with the code in the field of {@link #codeField}. */
    interface Answers {
        Map<String, Object> of(int code, String message);
    }

    /** What hosts of both kinds have. */
    @Configuration(proxyBeanMethods = false)
    static class BackOffice {

        @Bean
        HttpOutcomeResolver outcomes() {
            return answer -> switch (answer.request().path()) {
                case "/resolved" -> HttpOutcome.failure("refused, token=abcdef");
                case "/forgiven" -> HttpOutcome.success();
                case "/confused" -> throw new IllegalStateException("confused");
                default -> null;
            };
        }

        @Bean
        Shop shop(Answers answers) {
            return new Shop(answers);
        }

        @Bean
        Advice advice(Answers answers) {
            return new Advice(answers);
        }
    }

    @RestControllerAdvice
    static class Advice {

        private final Answers answers;

        Advice(Answers answers) {
            this.answers = answers;
        }

        @ExceptionHandler(SoldOut.class)
        Map<String, Object> soldOut(SoldOut failure) {
            return answers.of(0, "The body says nothing about it");
        }

        @ExceptionHandler({GoElsewhere.class, SeeOther.class})
        ResponseEntity<Void> elsewhere() {
            return ResponseEntity.status(303).location(URI.create("/elsewhere")).build();
        }

        @ExceptionHandler(ResponseStatusException.class)
        ResponseEntity<Void> status(ResponseStatusException failure) {
            return ResponseEntity.status(failure.getStatusCode()).build();
        }
    }

    interface ShopApi {
        @Operation(summary = "Sell goods")
        @PostMapping("/documented/{id}")
        Map<String, Object> documented(@PathVariable String id);
    }

    @RestController
    @Tag(name = "Sales")
    static class Shop implements ShopApi {

        private final Answers answers;

        Shop(Answers answers) {
            this.answers = answers;
        }

        @Override
        public Map<String, Object> documented(String id) {
            return answers.of(200, id);
        }

        @PostMapping("/body/{code}")
        public Map<String, Object> body(@PathVariable int code) {
            return answers.of(code, "sold out, password=hunter2");
        }

        @PostMapping("/status")
        public ResponseEntity<Map<String, Object>> status() {
            return ResponseEntity.status(409).body(answers.of(409, "conflict"));
        }

        @PostMapping("/list")
        public List<Map<String, Object>> list() {
            return List.of(answers.of(500, "in a list"));
        }

        @PostMapping("/nested")
        public Map<String, Object> nested() {
            return Map.of("data", answers.of(500, "deeper than the field"));
        }

        @PostMapping("/echo")
        public String echo(@RequestBody String body) {
            return body;
        }

        @PostMapping({"/resolved", "/confused"})
        public Map<String, Object> resolved() {
            return answers.of(200, "fine");
        }

        @PostMapping("/forgiven")
        public String forgiven() {
            throw new SoldOut("forgiven");
        }

        @PostMapping("/throws")
        public String fails() {
            throw new SoldOut("sold out, password=hunter2");
        }

        @PostMapping("/throws-error")
        public String failsWithAnError() {
            throw new AssertionError("impossible");
        }

        @PostMapping("/local")
        public String local() {
            throw new IllegalArgumentException("local");
        }

        @ExceptionHandler(IllegalArgumentException.class)
        public ResponseEntity<String> handleLocally() {
            return ResponseEntity.ok("handled");
        }

        @PostMapping("/elsewhere/{how}")
        public String elsewhere(@PathVariable String how) {
            throw switch (how) {
                case "named" -> new GoElsewhere();
                case "declared" -> new SeeOther();
                case "found" -> new ResponseStatusException(HttpStatus.FOUND);
                default -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no " + how);
            };
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    /** Returns the setting of the field with the code. */
    abstract String codeField();

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    final HttpResponse<String> post(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .header("Content-Type", MediaType.TEXT_PLAIN_VALUE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    final OperationLogEntry only() {
        return recorded.only();
    }

    final void isFailure(String type, @Nullable String message) {
        OperationLogEntry entry = only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).type()).isEqualTo(type);
        assertThat(entry.failure().message()).isEqualTo(message);
    }

    final void isFailureOfCode(int code, @Nullable String message) {
        isFailure(codeField() + "=" + code, message);
    }

    final void isSuccess() {
        assertThat(only().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(only().failure()).isNull();
    }

    @Test
    void recordsTheCodeAndTheMaskedMessageOfTheBody() throws Exception {
        HttpResponse<String> answer = post("/body/500");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hunter2");
        isFailureOfCode(500, "sold out, password=***");
        assertThat(Objects.requireNonNull(only().http()).status()).isEqualTo(200);
    }

    @Test
    void recordsTheCodeOfAnErrorStatus() throws Exception {
        assertThat(post("/status").statusCode()).isEqualTo(409);

        isFailureOfCode(409, "conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/body/200", "/body/0"})
    void recordsASuccess(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/list", "/nested", "/echo", "/confused"})
    void leavesTheDecisionToTheStatus(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @Test
    void recordsTheExceptionThatTheAdviceAnswered() throws Exception {
        assertThat(post("/throws").statusCode()).isEqualTo(200);

        isFailure(SoldOut.class.getName(), "sold out, password=***");
        assertThat(Objects.requireNonNull(only().failure()).stackTrace()).contains("HttpOutcomeContract");
    }

    @Test
    void recordsTheExceptionOfAControllersOwnHandler() throws Exception {
        assertThat(post("/local").body()).isEqualTo("handled");

        isFailure(IllegalArgumentException.class.getName(), "local");
    }

    @Test
    void recordsAnErrorThatNobodyHandles() throws Exception {
        assertThat(post("/throws-error").statusCode()).isEqualTo(500);

        isFailure(AssertionError.class.getName(), "impossible");
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "declared", "found"})
    void takesDeclaredControlFlowForASuccess(String how) throws Exception {
        assertThat(post("/elsewhere/" + how).statusCode()).isBetween(302, 303);

        isSuccess();
    }

    @Test
    void recordsTheReasonOfAnErrorStatus() throws Exception {
        assertThat(post("/elsewhere/nowhere").statusCode()).isEqualTo(404);

        assertThat(only().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(only().failure()).message()).contains("no nowhere");
    }

    @Test
    void asksTheHostFirst() throws Exception {
        post("/resolved");
        isFailure("HTTP 200", "refused, token=***");

        empty();
        post("/forgiven");
        isSuccess();
    }

    @Test
    void namesEntriesByTheirHandlers() throws Exception {
        post("/documented/7");
        OperationLogEntry documented = only();
        assertThat(documented.module()).isEqualTo("Sales");
        assertThat(documented.description()).isEqualTo("Sell goods");
        assertThat(documented.action()).isEqualTo("CREATE");
        assertThat(documented.source().method()).isEqualTo(Shop.class.getName() + "#documented");
        assertThat(documented.extra()).containsEntry("route", "/documented/{id}");

        empty();
        post("/body/200");
        assertThat(only().description()).isEqualTo("POST /body/{code}");

        empty();
        post("/nothing-here");
        assertThat(only().module()).isEqualTo("http");
    }
}
