package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.http.HttpOutcome;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** A servlet host that answers failures as HTTP 200 with a code in the body, as many back offices do. */
@SpringBootTest(
        classes = {HttpOutcomeTest.BackOffice.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:outcome;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.operation-log.http.outcome.field=code",
            "opsmon.operation-log.http.outcome.success-values=200, 0",
            "opsmon.operation-log.http.outcome.ignored-exceptions=io.opsmon.boot.HttpOutcomeTest$GoElsewhere",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class HttpOutcomeTest {

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

    static class AjaxResult extends HashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        AjaxResult(int code, String message, @Nullable Object data) {
            put("code", code);
            put("msg", message);
            put("data", data);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class BackOffice {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        HttpOutcomeResolver outcomes() {
            return answer -> switch (answer.request().path()) {
                case "/resolved" -> HttpOutcome.failure("refused " + answer.body() + ", token=abcdef");
                case "/forgiven" -> HttpOutcome.success();
                case "/confused" -> throw new IllegalStateException("confused");
                default -> null;
            };
        }

        @Bean
        Shop shop() {
            return new Shop();
        }

        @Bean
        Pages pages() {
            return new Pages();
        }

        @Bean
        Advice advice() {
            return new Advice();
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler(SoldOut.class)
        AjaxResult soldOut(SoldOut failure) {
            return new AjaxResult(200, "The body says nothing about it", null);
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
        AjaxResult documented(@PathVariable String id);
    }

    @RestController
    @Tag(name = "Sales")
    static class Shop implements ShopApi {

        @PostMapping("/ajax/{code}")
        public AjaxResult ajax(@PathVariable int code) {
            return new AjaxResult(code, "sold out, password=hunter2", null);
        }

        @PostMapping("/later/{code}")
        public Callable<AjaxResult> later(@PathVariable int code) {
            return () -> new AjaxResult(code, "later", null);
        }

        @PostMapping("/annotated/{code}")
        @OperationLog(description = "annotated")
        public ResponseEntity<AjaxResult> annotated(@PathVariable int code) {
            return ResponseEntity.ok(new AjaxResult(code, "sold out", null));
        }

        @PostMapping("/annotated-by-condition")
        @OperationLog(description = "annotated", successCondition = "true")
        public AjaxResult condition() {
            return new AjaxResult(500, "sold out", null);
        }

        @PostMapping("/writer")
        public void writer(HttpServletResponse response) throws IOException {
            response.setContentType("application/json;charset=GBK");
            response.getWriter().print("{\"msg\":\"库存不足\",");
            response.getWriter().print("\"code\":500}");
        }

        @PostMapping("/stream")
        public void stream(HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            byte[] body = "{\"code\":500,\"msg\":\"from a stream\"}".getBytes(StandardCharsets.UTF_8);
            response.getOutputStream().write(body[0]);
            response.getOutputStream().write(body, 1, 5);
            response.getOutputStream().write(ByteBuffer.wrap(body, 6, body.length - 6));
        }

        @PostMapping("/second-thoughts")
        public void secondThoughts(HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getOutputStream().print("{\"code\":500,\"msg\":\"at first\"}");
            response.resetBuffer();
            response.getOutputStream().print("{\"code\":200}");
        }

        @PostMapping("/gzip")
        public void gzip(HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.setHeader("Content-Encoding", "gzip");
            try (OutputStream zipped = new GZIPOutputStream(response.getOutputStream())) {
                zipped.write("{\"code\":500}".getBytes(StandardCharsets.UTF_8));
            }
        }

        /** Two megabytes in chunks, with the code at their beginning. */
        @PostMapping("/large")
        public StreamingResponseBody large(HttpServletResponse response) {
            response.setContentType("application/json");
            return out -> {
                out.write("{\"code\":500,\"data\":[0".getBytes(StandardCharsets.UTF_8));
                byte[] row = ",1234567890".repeat(100).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 2_000; i++) {
                    out.write(row);
                    out.flush();
                }
                out.write("],\"msg\":\"too late to be seen\"}".getBytes(StandardCharsets.UTF_8));
            };
        }

        /** The number is cut by the limit of the copy: 500 must not be read as 50 or 5. */
        @PostMapping("/cut/{padding}")
        public void cut(@PathVariable int padding, HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getOutputStream().print("{\"data\":\"" + "x".repeat(padding) + "\",\"code\":2000}");
        }

        @PostMapping("/lines")
        public void lines(HttpServletResponse response) throws IOException {
            response.setContentType("application/x-ndjson");
            response.getOutputStream().print("{\"code\":500}\n{\"code\":200}\n");
        }

        @PostMapping("/list")
        public List<Map<String, Integer>> list() {
            return List.of(Map.of("code", 500));
        }

        @PostMapping("/nested")
        public Map<String, Object> nested() {
            return Map.of("data", Map.of("code", 500));
        }

        @PostMapping("/status")
        public ResponseEntity<AjaxResult> status() {
            return ResponseEntity.status(409).body(new AjaxResult(409, "conflict", null));
        }

        @PostMapping("/throws")
        public String fails() {
            throw new SoldOut("sold out, password=hunter2");
        }

        @PostMapping("/throws-later")
        public CompletableFuture<String> failsLater() {
            return CompletableFuture.failedFuture(new SoldOut("sold out later"));
        }

        @PostMapping("/throws-error")
        public String failsWithAnError() {
            throw new AssertionError("impossible");
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

        @PostMapping({"/resolved", "/confused"})
        public Map<String, Integer> resolved() {
            return Map.of("code", 200);
        }

        @PostMapping("/forgiven")
        public String forgiven() {
            throw new SoldOut("forgiven");
        }

        @Override
        public AjaxResult documented(String id) {
            return new AjaxResult(200, id, null);
        }

        @PostMapping("/echo")
        public String echo(@RequestBody String body) {
            return body;
        }
    }

    /** A controller with an exception handler of its own, and a redirect to a page about the failure. */
    @Controller
    static class Pages {

        @PostMapping("/pages/order")
        public String order() {
            throw new IllegalArgumentException("no address");
        }

        @ExceptionHandler(IllegalArgumentException.class)
        public String failed() {
            return "redirect:/pages/failure";
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
                        .header("X-Request", UUID.randomUUID().toString())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void isFailure(String type, @Nullable String message) {
        OperationLogEntry entry = recorded.only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).type()).isEqualTo(type);
        assertThat(entry.failure().message()).isEqualTo(message);
    }

    private void isSuccess() {
        assertThat(recorded.only().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(recorded.only().failure()).isNull();
    }

    @Test
    void recordsTheCodeAndTheMaskedMessageOfTheBody() throws Exception {
        HttpResponse<String> answer = post("/ajax/500");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hunter2");
        isFailure("code=500", "sold out, password=***");
        assertThat(Objects.requireNonNull(recorded.only().http()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ajax/200", "/ajax/0", "/later/200", "/annotated/200", "/annotated-by-condition"})
    void recordsASuccess(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "/later/500,code=500,later",
        "/annotated/500,code=500,sold out",
        "/writer,code=500,库存不足",
        "/stream,code=500,from a stream",
        "/large,code=500,",
        "/status,code=409,conflict"
    })
    void readsTheBodyHoweverItIsWritten(String path, String type, @Nullable String message) throws Exception {
        assertThat(post(path).body()).contains("code");

        isFailure(type, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/second-thoughts", "/gzip", "/lines", "/list", "/nested", "/cut/17000", "/echo", "/confused"})
    void leavesTheDecisionToTheStatus(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @Test
    void readsNoCutNumber() throws Exception {
        int beginning = "{\"data\":\"".length() + "\",\"code\":200".length();

        post("/cut/" + (16 * 1024 - beginning));
        isSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "/throws,'sold out, password=***'",
        "/throws-later,sold out later",
    })
    void recordsTheExceptionThatTheAdviceAnswered(String path, String message) throws Exception {
        HttpResponse<String> answer = post(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        isFailure(SoldOut.class.getName(), message);
        assertThat(Objects.requireNonNull(recorded.only().failure()).stackTrace())
                .contains("HttpOutcomeTest");
    }

    @Test
    void recordsTheExceptionOfAPageThatRedirects() throws Exception {
        assertThat(post("/pages/order").statusCode()).isEqualTo(302);

        isFailure(IllegalArgumentException.class.getName(), "no address");
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

        assertThat(recorded.only().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(recorded.only().failure()).message()).contains("no nowhere");
    }

    @Test
    void asksTheHostFirst() throws Exception {
        post("/resolved");
        isFailure("HTTP 200", "refused {\"code\":200}, token=***");

        empty();
        post("/forgiven");
        isSuccess();
    }

    @Test
    void namesEntriesByTheirHandlers() throws Exception {
        post("/documented/7");
        OperationLogEntry documented = recorded.only();
        assertThat(documented.module()).isEqualTo("Sales");
        assertThat(documented.description()).isEqualTo("Sell goods");
        assertThat(documented.action()).isEqualTo("CREATE");
        assertThat(documented.source().method()).isEqualTo(Shop.class.getName() + "#documented");
        assertThat(documented.extra()).containsEntry("route", "/documented/{id}");

        empty();
        post("/pages/order");
        assertThat(recorded.only().module()).isEqualTo("Pages");
        assertThat(recorded.only().description()).isEqualTo("POST /pages/order");

        empty();
        post("/nothing-here");
        assertThat(recorded.only().module()).isEqualTo("http");
    }
}
