package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.context.OperationLogContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tests results that end after their method has returned. There is one entry with the outcome, the error and the
 * duration of the end, for annotated methods and for plain requests.
 */
@SpringBootTest(
        classes = {AsyncRecordingTest.AsyncHost.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:async;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.mvc.async.request-timeout=20s",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@SuppressWarnings("FutureReturnValueIgnored") // The entries contain the results of the futures.
class AsyncRecordingTest {

    private static final Duration LATER = Duration.ofMillis(200);

    /**
     * Longer than the container's timeouts for writes and asynchronous processing, after which the container notices
     * the end.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AsyncHost {

        @Bean
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean(destroyMethod = "shutdownNow")
        ExecutorService pool() {
            return Executors.newCachedThreadPool();
        }

        @Bean
        Exports exports(ExecutorService pool) {
            return new Exports(pool);
        }

        @Bean
        Annotated annotated(ExecutorService pool) {
            return new Annotated(pool);
        }

        @Bean
        Plain plain(ExecutorService pool, Exports exports) {
            return new Plain(pool, exports);
        }
    }

    /** Returns results that no thread waits for. */
    static class Exports {
        private final ExecutorService pool;

        Exports(ExecutorService pool) {
            this.pool = pool;
        }

        @OperationLog(description = "export")
        public Future<String> export(boolean fails) {
            return pool.submit(() -> later(fails));
        }

        @OperationLog(description = "export")
        public Callable<String> task(boolean fails) {
            return () -> later(fails);
        }
    }

    private static String later(boolean fails) throws InterruptedException {
        Thread.sleep(LATER.toMillis());
        if (fails) {
            throw new IllegalStateException("failed later");
        }
        return "done";
    }

    abstract static class Kinds {
        private final ExecutorService pool;

        Kinds(ExecutorService pool) {
            this.pool = pool;
        }

        @PostMapping("/callable")
        public Callable<String> callable() {
            return () -> {
                OperationLogContext.put("note", "inside");
                return AsyncRecordingTest.later(false);
            };
        }

        @PostMapping("/callable-fails")
        public Callable<String> callableFails() {
            return () -> AsyncRecordingTest.later(true);
        }

        @PostMapping("/callable-as-object")
        public Object callableAsObject() {
            return (Callable<String>) () -> AsyncRecordingTest.later(true);
        }

        @PostMapping("/task")
        public WebAsyncTask<String> task() {
            return new WebAsyncTask<>(() -> AsyncRecordingTest.later(false));
        }

        @PostMapping("/task-fails")
        public WebAsyncTask<String> taskFails() {
            return new WebAsyncTask<>(() -> AsyncRecordingTest.later(true));
        }

        @PostMapping("/task-times-out")
        public WebAsyncTask<String> taskTimesOut() {
            return new WebAsyncTask<>(LATER.toMillis(), () -> {
                TimeUnit.MINUTES.sleep(1);
                return "never";
            });
        }

        @PostMapping("/deferred")
        public DeferredResult<String> deferred() {
            DeferredResult<String> deferred = new DeferredResult<>();
            later(() -> deferred.setResult("done"));
            return deferred;
        }

        @PostMapping("/deferred-fails")
        public DeferredResult<String> deferredFails() {
            DeferredResult<String> deferred = new DeferredResult<>();
            later(() -> deferred.setErrorResult(new IllegalStateException("failed later")));
            return deferred;
        }

        @PostMapping("/deferred-answers-503")
        public DeferredResult<ResponseEntity<String>> deferredAnswers503() {
            DeferredResult<ResponseEntity<String>> deferred = new DeferredResult<>();
            later(() -> deferred.setErrorResult(ResponseEntity.status(503).body("busy")));
            return deferred;
        }

        @PostMapping("/deferred-times-out")
        public DeferredResult<String> deferredTimesOut() {
            return new DeferredResult<>(LATER.toMillis());
        }

        @PostMapping("/deferred-times-out-408")
        public DeferredResult<ResponseEntity<String>> deferredTimesOutWithAnAnswer() {
            DeferredResult<ResponseEntity<String>> deferred = new DeferredResult<>(LATER.toMillis());
            deferred.onTimeout(
                    () -> deferred.setErrorResult(ResponseEntity.status(408).body("too late")));
            return deferred;
        }

        /** Long polling: the answer "nothing new" is a success. */
        @PostMapping("/long-poll")
        public DeferredResult<String> longPoll() {
            return new DeferredResult<>(LATER.toMillis(), "nothing new");
        }

        @PostMapping("/stream")
        public StreamingResponseBody stream() {
            return out -> write(out, false);
        }

        @PostMapping("/stream-fails")
        public StreamingResponseBody streamFails() {
            return out -> write(out, true);
        }

        @PostMapping("/stream-in-entity-fails")
        public ResponseEntity<StreamingResponseBody> streamInEntityFails() {
            return ResponseEntity.ok(out -> write(out, true));
        }

        @PostMapping("/callable-of-stream-fails")
        public Callable<ResponseEntity<StreamingResponseBody>> callableOfStreamFails() {
            return () -> ResponseEntity.ok(out -> write(out, true));
        }

        @PostMapping("/endless-stream")
        public StreamingResponseBody endlessStream() {
            return out -> {
                while (true) {
                    out.write(new byte[16 * 1024]);
                    out.flush();
                }
            };
        }

        @PostMapping("/sse")
        public SseEmitter sse() {
            SseEmitter emitter = new SseEmitter();
            later(() -> {
                emitter.send("one");
                emitter.complete();
            });
            return emitter;
        }

        @PostMapping("/sse-fails")
        public SseEmitter sseFails() {
            SseEmitter emitter = new SseEmitter();
            later(() -> {
                emitter.send("one");
                emitter.completeWithError(new IllegalStateException("failed later"));
            });
            return emitter;
        }

        @PostMapping("/sse-times-out")
        public SseEmitter sseTimesOut() throws IOException {
            SseEmitter emitter = new SseEmitter(LATER.toMillis());
            emitter.send("one");
            return emitter;
        }

        @PostMapping("/endless-emitter")
        public ResponseBodyEmitter endlessEmitter() {
            ResponseBodyEmitter emitter = new ResponseBodyEmitter();
            String text = "x".repeat(16 * 1024);
            later(() -> {
                while (true) {
                    emitter.send(text);
                }
            });
            return emitter;
        }

        @PostMapping("/stage")
        public CompletableFuture<String> stage() {
            return CompletableFuture.supplyAsync(() -> "done", laterExecutor());
        }

        @PostMapping("/stage-fails")
        public CompletableFuture<String> stageFails() {
            return CompletableFuture.supplyAsync(
                    () -> {
                        throw new IllegalStateException("failed later");
                    },
                    laterExecutor());
        }

        @PostMapping("/mono-fails")
        public Mono<String> monoFails() {
            return Mono.delay(LATER).map(tick -> {
                throw new IllegalStateException("failed later");
            });
        }

        @PostMapping("/flux-fails")
        public Flux<String> fluxFails() {
            return Flux.just("one")
                    .concatWith(Mono.delay(LATER).then(Mono.error(new IllegalStateException("failed later"))));
        }

        private void write(OutputStream out, boolean fails) throws IOException {
            out.write("half".getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                AsyncRecordingTest.later(fails);
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }

        private interface Step {
            void run() throws Exception;
        }

        private void later(Step step) {
            Future<?> unused = pool.submit(() -> {
                AsyncRecordingTest.later(false);
                step.run();
                return null;
            });
        }

        private java.util.concurrent.Executor laterExecutor() {
            return CompletableFuture.delayedExecutor(LATER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @RestController
    @RequestMapping("/annotated")
    @OperationLog(description = "annotated #{#note == null ? '' : #note}")
    static class Annotated extends Kinds {
        Annotated(ExecutorService pool) {
            super(pool);
        }
    }

    @RestController
    @RequestMapping("/plain")
    static class Plain extends Kinds {
        private final Exports exports;

        Plain(ExecutorService pool, Exports exports) {
            super(pool);
            this.exports = exports;
        }

        @PostMapping("/service-future")
        public String serviceFuture() {
            Future<String> unused = exports.export(false);
            return "begun";
        }

        @PostMapping("/service-future-fails")
        public String serviceFutureFails() {
            Future<String> unused = exports.export(true);
            return "begun";
        }

        @PostMapping("/service-callable-fails")
        public Callable<String> serviceCallableFails() {
            return exports.task(true);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    /** Returns the only entry besides that of a later request, after both are recorded. */
    private OperationLogEntry only() throws IOException {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded.all()).isNotEmpty());
        new RawHttp(port).send("POST", "/nothing-here", "");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(recorded.all())
                        .extracting(OperationLogEntry::description)
                        .contains("POST /nothing-here"));
        List<OperationLogEntry> others = recorded.all().stream()
                .filter(entry -> !entry.description().equals("POST /nothing-here"))
                .toList();
        assertThat(others).hasSize(1);
        return others.get(0);
    }

    private static int status(OperationLogEntry entry) {
        return Objects.requireNonNull(Objects.requireNonNull(entry.http()).status());
    }

    @ParameterizedTest
    @CsvSource({
        "/annotated/callable, annotated inside",
        "/annotated/task, 'annotated '",
        "/annotated/deferred, 'annotated '",
        "/annotated/stream, 'annotated '",
        "/annotated/sse, 'annotated '",
        "/annotated/stage, 'annotated '",
        "/annotated/long-poll, 'annotated '",
        "/plain/callable, POST /plain/callable",
        "/plain/task, POST /plain/task",
        "/plain/deferred, POST /plain/deferred",
        "/plain/stream, POST /plain/stream",
        "/plain/sse, POST /plain/sse",
        "/plain/stage, POST /plain/stage",
        "/plain/long-poll, POST /plain/long-poll",
        "/plain/service-future, export"
    })
    void recordsASuccessOnceWhenItEnds(String path, String description) throws Exception {
        assertThat(new RawHttp(port).send("POST", path, "").status()).isEqualTo(200);

        OperationLogEntry entry = only();
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.failure()).isNull();
        assertThat(status(entry)).isEqualTo(200);
        assertThat(entry.description()).isEqualTo(description);
        assertThat(entry.duration()).isGreaterThanOrEqualTo(LATER.minusMillis(20));
    }

    @ParameterizedTest
    @CsvSource({
        "/annotated/callable-fails, 500",
        "/annotated/callable-as-object, 500",
        "/annotated/task-fails, 500",
        "/annotated/deferred-fails, 500",
        "/annotated/stream-fails, 0",
        "/annotated/stream-in-entity-fails, 0",
        "/annotated/callable-of-stream-fails, 0",
        "/annotated/sse-fails, 200",
        "/annotated/stage-fails, 500",
        "/annotated/mono-fails, 500",
        "/plain/callable-fails, 500",
        "/plain/task-fails, 500",
        "/plain/deferred-fails, 500",
        "/plain/stream-fails, 0",
        "/plain/stream-in-entity-fails, 0",
        "/plain/callable-of-stream-fails, 0",
        "/plain/sse-fails, 200",
        "/plain/stage-fails, 500",
        "/plain/mono-fails, 500",
        "/plain/service-callable-fails, 500",
        "/plain/service-future-fails, 200"
    })
    void recordsAFailureOnceWhenItEnds(String path, int status) throws Exception {
        new RawHttp(port).send("POST", path, "");

        OperationLogEntry entry = only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        // 0: the container chooses the status.
        assertThat(status(entry)).isIn(status, status == 0 ? status(entry) : status);
        assertThat(Objects.requireNonNull(entry.failure()).type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(entry.failure().message()).isEqualTo("failed later");
        assertThat(entry.duration()).isGreaterThanOrEqualTo(LATER.minusMillis(20));
    }

    @ParameterizedTest
    @CsvSource({"/annotated/flux-fails", "/plain/flux-fails"})
    void recordsAStreamOfElementsThatFails(String path) throws Exception {
        new RawHttp(port).send("POST", path, "", "Accept", "text/event-stream");

        assertThat(only().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(only().failure()).message()).isEqualTo("failed later");
    }

    @ParameterizedTest
    @CsvSource({"/annotated/deferred-answers-503", "/plain/deferred-answers-503"})
    void recordsAnErrorThatIsNoExceptionAsFailure(String path) throws Exception {
        new RawHttp(port).send("POST", path, "");

        assertThat(only().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(status(only())).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "/annotated/task-times-out, 0",
        "/annotated/deferred-times-out, 503",
        "/annotated/deferred-times-out-408, 408",
        "/annotated/sse-times-out, 200",
        "/plain/task-times-out, 0",
        "/plain/deferred-times-out, 503",
        "/plain/deferred-times-out-408, 408",
        "/plain/sse-times-out, 200"
    })
    void recordsATimeoutAsFailureWithTheReason(String path, int status) throws Exception {
        new RawHttp(port).send("POST", path, "");

        OperationLogEntry entry = only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        // 0: the container chooses the status.
        assertThat(status(entry)).isIn(status, status == 0 ? status(entry) : status);
        assertThat(Objects.requireNonNull(entry.failure()).type()).contains("Timeout");
        assertThat(entry.duration()).isGreaterThanOrEqualTo(LATER.minusMillis(20));
    }

    @ParameterizedTest
    @CsvSource({
        "/annotated/endless-stream",
        "/annotated/endless-emitter",
        "/plain/endless-stream",
        "/plain/endless-emitter"
    })
    void recordsALostClientAsFailureWithTheReason(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
            socket.setSoLinger(true, 0);
        }

        OperationLogEntry entry = only();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).type()).contains("Exception");
    }
}
