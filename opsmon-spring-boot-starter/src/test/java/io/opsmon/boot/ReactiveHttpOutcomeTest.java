package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Outcomes in a reactive host, with the code in a head of the body, and the kinds of reactive answers. */
@SpringBootTest(
        classes = {ReactiveHttpOutcomeTest.Host.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=reactive",
            "opsmon.operation-log.http.outcome.field=head.code",
            "opsmon.operation-log.http.outcome.message-field=head.text"
        })
class ReactiveHttpOutcomeTest extends HttpOutcomeContract {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({BackOffice.class, Publishers.class, FinalShop.class, InvalidArguments.class})
    static class Host {

        @Bean
        SecurityWebFilterChain security(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }

        @Bean
        Answers answers() {
            return ReactiveHttpOutcomeTest::answer;
        }

        @Bean
        RouterFunction<ServerResponse> routes() {
            return RouterFunctions.route()
                    .POST("/route", request -> ServerResponse.ok().bodyValue(answer(500, "from a route")))
                    .build();
        }
    }

    private static Map<String, Object> answer(int code, String text) {
        return Map.of("head", Map.of("code", code, "text", text), "data", "x");
    }

    /** Before the advice for statuses, because an invalid argument is a status too. */
    @RestControllerAdvice
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static class InvalidArguments {

        @ExceptionHandler(ServerWebInputException.class)
        Mono<Map<String, Object>> invalid() {
            return Mono.just(answer(0, "The body says nothing about it"));
        }
    }

    @RestController
    static class Publishers {

        @PostMapping("/mono")
        public Mono<Map<String, Object>> mono() {
            return Mono.just(answer(500, "from a mono"));
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

        @PostMapping("/emits")
        public Mono<String> emits() {
            return Mono.error(new SoldOut("emitted"));
        }

        @PostMapping("/flux-emits")
        public Flux<String> fluxEmits() {
            return Flux.error(new SoldOut("emitted by a flux"));
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

    @Override
    String codeField() {
        return "head.code";
    }

    @ParameterizedTest
    @CsvSource({"/mono,from a mono", "/written,in parts", "/route,from a route"})
    void readsTheBodyHoweverItIsWritten(String path, String message) throws Exception {
        assertThat(post(path).statusCode()).isEqualTo(200);

        isFailureOfCode(500, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flux", "/stream"})
    void readsNoFailureFromAListOfAnswers(String path) throws Exception {
        post(path);

        isSuccess();
    }

    @ParameterizedTest
    @CsvSource({"/emits,emitted", "/flux-emits,emitted by a flux", "/final,"})
    void recordsTheExceptionOfAPublisher(String path, @Nullable String message) throws Exception {
        assertThat(post(path).statusCode()).isEqualTo(200);

        isFailure(SoldOut.class.getName(), message);
    }

    @Test
    void recordsInvalidArguments() throws Exception {
        assertThat(post("/invalid?number=many").statusCode()).isEqualTo(200);

        isFailure(ServerWebInputException.class.getName(), null);
    }
}
