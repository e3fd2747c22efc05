package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.OperationLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Outcomes in a servlet host, with the code at the top of the body, and the ways in which servlets write a body. */
@SpringBootTest(
        classes = {ServletHttpOutcomeTest.Host.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "opsmon.operation-log.http.outcome.field=code",
            "opsmon.operation-log.http.outcome.success-values=200, 0"
        })
class ServletHttpOutcomeTest extends HttpOutcomeContract {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({BackOffice.class, Bodies.class, Pages.class})
    static class Host {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        Answers answers() {
            return ServletHttpOutcomeTest::answer;
        }
    }

    private static Map<String, Object> answer(int code, String message) {
        return Map.of("code", code, "msg", message, "data", "x");
    }

    @RestController
    static class Bodies {

        @PostMapping("/later/{code}")
        public Callable<Map<String, Object>> later(@PathVariable int code) {
            return () -> answer(code, "later");
        }

        @PostMapping("/annotated/{code}")
        @OperationLog(description = "annotated")
        public ResponseEntity<Map<String, Object>> annotated(@PathVariable int code) {
            return ResponseEntity.ok(answer(code, "sold out"));
        }

        @PostMapping("/annotated-by-condition")
        @OperationLog(description = "annotated", successCondition = "true")
        public Map<String, Object> condition() {
            return answer(500, "sold out");
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

        @PostMapping("/throws-later")
        public CompletableFuture<String> failsLater() {
            return CompletableFuture.failedFuture(new SoldOut("sold out later"));
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

    @Override
    String codeField() {
        return "code";
    }

    @ParameterizedTest
    @CsvSource({"/later/500,later", "/annotated/500,sold out", "/writer,库存不足", "/stream,from a stream", "/large,"})
    void readsTheBodyHoweverItIsWritten(String path, @Nullable String message) throws Exception {
        assertThat(post(path).body()).contains("code");

        isFailureOfCode(500, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/annotated/200", "/annotated-by-condition"})
    void recordsTheSuccessOfAnAnnotatedMethod(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/later/200", "/second-thoughts", "/gzip", "/lines", "/cut/17000"})
    void readsNoFailureFromBodiesWithoutOne(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @Test
    void readsNoCutNumber() throws Exception {
        int beginning = "{\"data\":\"".length() + "\",\"code\":200".length();

        post("/cut/" + (16 * 1024 - beginning));
        isSuccess();
    }

    @Test
    void recordsTheExceptionOfALaterAnswer() throws Exception {
        assertThat(post("/throws-later").statusCode()).isEqualTo(200);

        isFailure(SoldOut.class.getName(), "sold out later");
    }

    @Test
    void recordsTheExceptionOfAPageThatRedirects() throws Exception {
        assertThat(post("/pages/order").statusCode()).isEqualTo(302);

        isFailure(IllegalArgumentException.class.getName(), "no address");
        assertThat(only().module()).isEqualTo("Pages");
        assertThat(only().description()).isEqualTo("POST /pages/order");
    }
}
