package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.http.TestHttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.internal.http.ThreadHttpExchange;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import io.opsmon.operationlog.context.OperationLogTaskDecorator;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Values set on another thread belong to the call that submitted the task, and to no other call. */
class ContextPropagationTest {

    static class Work {

        @OperationLog(description = "#{#who} did #{#what}")
        public void on(ExecutorService threads, String who) throws Exception {
            threads.submit(OperationLogContext.wrapCall(() -> {
                        OperationLogContext.put("what", "work of " + who);
                        OperationLogContext.extra("for", who);
                        return null;
                    }))
                    .get();
        }

        @OperationLog(description = "future #{#result} #{#what}")
        public CompletableFuture<String> future(ExecutorService threads) {
            CompletableFuture<String> future = new CompletableFuture<>();
            threads.execute(OperationLogContext.wrap(() -> {
                OperationLogContext.put("what", "from there");
                future.complete("done");
            }));
            return future;
        }

        @OperationLog(description = "decorated #{#what}")
        public void decorated(ThreadPoolTaskExecutor executor) throws Exception {
            executor.submit(() -> OperationLogContext.put("what", "by Spring")).get();
        }

        @OperationLog(description = "mono #{#what}")
        public Mono<String> mono() {
            return Mono.delay(Duration.ofMillis(1), Schedulers.parallel()).map(tick -> {
                OperationLogContext.put(
                        "what", "on " + Thread.currentThread().getName().replaceAll("-.*", ""));
                return "x";
            });
        }

        @OperationLog(description = "leaves #{#left}")
        public void leaves() {
            OperationLogContext.put("left", "something");
        }
    }

    @TempDir
    Path journal = Path.of("");

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private RecordingContext context = new RecordingContext(new InMemoryOperationLogRepository(1), Path.of(""));
    private Work work = new Work();

    @BeforeEach
    void open() {
        context = new RecordingContext(new InMemoryOperationLogRepository(1_000), journal);
        work = context.recorded(new Work());
    }

    @AfterEach
    void close() {
        context.close();
        threads.shutdownNow();
        Hooks.disableAutomaticContextPropagation();
    }

    @Test
    void aWrappedTaskWritesIntoTheEntryOfItsCall() throws Exception {
        work.on(threads, "ada");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.description()).isEqualTo("ada did work of ada");
        assertThat(entry.extra()).containsEntry("for", "ada");
    }

    @Test
    void callsThatShareAPoolDoNotMix() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<?>> calls = IntStream.range(0, 200)
                .<Future<?>>mapToObj(i -> callers.submit(() -> {
                    work.on(threads, "u" + i);
                    return null;
                }))
                .collect(Collectors.toList());
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();

        assertThat(context.entries())
                .hasSize(200)
                .allSatisfy(entry -> assertThat(entry.description())
                        .isEqualTo(entry.extra().get("for") + " did work of "
                                + entry.extra().get("for")));
    }

    @Test
    void aPooledThreadKeepsNothingOfAnEarlierTask() throws Exception {
        work.on(threads, "ada");
        for (int i = 0; i < 4; i++) {
            assertThat(threads.submit(() -> OperationLogContext.get("what")).get())
                    .isNull();
            assertThat(threads.submit(OperationLogContext::capture).get()).isNull();
        }
        work.leaves();
        assertThat(OperationLogContext.capture()).isNull();
    }

    @Test
    void followsACompletableFuture() {
        work.future(threads).join();

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(context.entries())
                        .extracting(OperationLogEntry::description)
                        .containsExactly("future done from there"));
    }

    @Test
    void followsADecoratedExecutor() throws Exception {
        ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
        executor.setTaskDecorator(new OperationLogTaskDecorator());
        executor.initialize();
        work.decorated(executor);
        executor.shutdown();

        assertThat(context.onlyEntry().description()).isEqualTo("decorated by Spring");
    }

    @Test
    void followsReactorWithContextPropagation() {
        Hooks.enableAutomaticContextPropagation();

        work.mono().block();

        assertThat(context.onlyEntry().description()).isEqualTo("mono on parallel");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void followsVirtualThreads() throws Exception {
        Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        ExecutorService virtual = (ExecutorService) factory.invoke(null);
        work.on(virtual, "ada");
        virtual.shutdown();

        assertThat(context.onlyEntry().description()).isEqualTo("ada did work of ada");
    }

    @Test
    void anOperationOnAnotherThreadKnowsOperatorAndRequest() throws Exception {
        Thread caller = Thread.currentThread();
        context.operators = () -> Thread.currentThread() == caller ? Operator.of("ada") : null;
        context.exchanges = new ThreadHttpExchange();
        TestHttpExchange request = TestHttpExchange.of("POST", "/orders");
        request.answer(202);
        OperatorResolver unused = request.attribute(OperatorResolver.class, () -> context.operators);
        AtomicInteger entriesOfTheRequest = new AtomicInteger();
        ThreadHttpExchange.bindExchange(request);
        try {
            Runnable task = OperationLogContext.wrap(work::leaves);
            RequestCalls.of(request).whenNoneRuns(entriesOfTheRequest::incrementAndGet);
            assertThat(entriesOfTheRequest).hasValue(0);

            threads.submit(task).get();
        } finally {
            ThreadHttpExchange.bind(null);
        }

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.operator()).isEqualTo(Operator.of("ada"));
        assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo("/orders");
        assertThat(RequestCalls.of(request).isRecorded()).isTrue();
        assertThat(entriesOfTheRequest).hasValue(1);
        assertThat(threads.submit(ThreadHttpExchange::current).get()).isNull();
    }

    @Test
    void aNestedOperationOnAnotherThreadHasTheOperatorOfItsCall() throws Exception {
        Thread caller = Thread.currentThread();
        context.operators = () -> Thread.currentThread() == caller ? Operator.of("ada") : null;
        Work nested = work;
        Scope scope = OperationLogContext.open(UnaryOperator.identity());
        scope.performedBy(Operator.of("ada"));
        try (scope) {
            threads.submit(OperationLogContext.wrap(nested::leaves)).get();
        }

        assertThat(context.onlyEntry().operator()).isEqualTo(Operator.of("ada"));
    }

    @Test
    void namesAThreadWithoutAName() throws Exception {
        Thread nameless = new Thread(work::leaves, "");
        nameless.start();
        nameless.join();

        assertThat(context.onlyEntry().source().thread()).startsWith("thread-");
    }
}
