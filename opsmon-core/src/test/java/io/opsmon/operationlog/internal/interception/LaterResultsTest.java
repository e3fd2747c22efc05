package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.TestHttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.ResponseEntity;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results other than {@code CompletionStage}, {@code Mono} and {@code Flux} that end later than their method. */
@SuppressWarnings("FutureReturnValueIgnored") // The entries contain the results.
class LaterResultsTest {

    /** A task of a specific type, which the caller expects. */
    static final class Job implements Callable<String> {
        @Override
        public String call() {
            return "job";
        }
    }

    static class Shop {

        @OperationLog(description = "future #{#result}")
        public Future<String> future(Future<String> future) {
            return future;
        }

        @OperationLog(description = "stage #{#result}")
        public CompletableFuture<String> stage(CompletableFuture<String> stage) {
            return stage;
        }

        @OperationLog(description = "callable #{#result}, #{#note}")
        public Callable<String> callable(Callable<String> callable) {
            return callable;
        }

        @OperationLog(description = "job")
        public Job job() {
            return new Job();
        }

        @OperationLog(description = "mono")
        public Mono<String> mono(Mono<String> mono) {
            return mono;
        }

        @OperationLog(description = "answer #{#result}")
        public ResponseEntity<Mono<String>> answer(Mono<String> mono) {
            return ResponseEntity.status(202).header("X-Job", "7").body(mono);
        }

        @OperationLog(description = "publisher of #{#result}")
        public Flow.Publisher<String> publisher(Flow.Publisher<String> publisher) {
            return publisher;
        }
    }

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

    @BeforeEach
    void makeShop() {
        context = new RecordingContext(new InMemoryOperationLogRepository(1_000), directory);
        shop = context.recorded(new Shop());
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        context.close();
    }

    private static TestHttpExchange answered() {
        TestHttpExchange request = TestHttpExchange.of("POST", "/x");
        request.answer(503);
        return request;
    }

    private static FutureTask<String> task(boolean fails) {
        return new FutureTask<>(() -> {
            if (fails) {
                throw new IllegalStateException("failed later");
            }
            return "done";
        });
    }

    private OperationLogEntry awaitEntry() {
        await().untilAsserted(() -> assertThat(context.entries()).hasSize(1));
        return context.onlyEntry();
    }

    /** A request may be cancelled while a result is subscribed to. */
    @Test
    void letsTheRequestWaitForASubscriptionInProgress() {
        TestHttpExchange exchange = TestHttpExchange.of("POST", "/never");
        context.exchanges = () -> exchange;
        AtomicBoolean isRequestRecorded = new AtomicBoolean();
        Mono<String> never = Mono.<String>never()
                .doOnSubscribe(begun -> RequestCalls.of(exchange).whenNoneRuns(() -> isRequestRecorded.set(true)));

        Disposable subscription = shop.mono(never).subscribe();
        assertThat(isRequestRecorded).isFalse();
        subscription.dispose();

        assertThat(isRequestRecorded).isTrue();
        assertThat(RequestCalls.of(exchange).isRecorded()).isTrue();
        exchange.answer(200);
        assertThat(context.entries())
                .singleElement()
                .extracting(OperationLogEntry::outcome)
                .isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void recordsAFutureWithoutCallbacksWhenItIsDone() {
        FutureTask<String> task = task(false);
        assertThat(shop.future(task)).isSameAs(task);
        assertThat(context.entries()).isEmpty();

        pool.execute(task);

        assertThat(awaitEntry().description()).isEqualTo("future done");
    }

    @Test
    void recordsAFutureThatFails() {
        FutureTask<String> task = task(true);
        shop.future(task);
        pool.execute(task);

        assertThat(awaitEntry().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(awaitEntry().failure()).message()).isEqualTo("failed later");
    }

    @Test
    void recordsAFutureThatIsDoneAtOnceOnTheCallersThread() {
        FutureTask<String> task = task(true);
        task.run();
        shop.future(task);

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void recordsACancelledFuture() {
        FutureTask<String> task = task(false);
        shop.future(task);
        task.cancel(true);

        assertThat(awaitEntry().outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void recordsFuturesThatAreNotDoneWhenTheApplicationStops() {
        shop.future(task(false));

        context.closeInterceptors();

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.CANCELLED);
        shop.future(task(false));
        assertThat(context.entries()).hasSize(2);
    }

    @Test
    void recordsACallableWhenItRunsInTheContextOfItsCall() throws Exception {
        Callable<String> callable = shop.callable(() -> {
            OperationLogContext.put("note", "noted");
            return "ran";
        });
        assertThat(context.entries()).isEmpty();

        assertThat(pool.submit(callable).get()).isEqualTo("ran");

        assertThat(context.onlyEntry().description()).isEqualTo("callable ran, noted");
        callable.call();
        assertThat(context.entries()).hasSize(2);
    }

    @Test
    void recordsACallableThatFails() {
        Callable<String> callable = shop.callable(() -> {
            throw new IllegalStateException("failed later");
        });

        assertThatThrownBy(callable::call).hasMessage("failed later");

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void leavesAResultOfAnotherDeclaredTypeAlone() {
        assertThat(shop.job().call()).isEqualTo("job");

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void recordsTheReactiveBodyOfAnAnswer() {
        ResponseEntity<Mono<String>> answer = shop.answer(Mono.just("x"));
        assertThat(context.entries()).isEmpty();
        assertThat(answer.getStatusCode().value()).isEqualTo(202);
        assertThat(answer.getHeaders().getFirst("X-Job")).isEqualTo("7");
        assertThat(Objects.requireNonNull(answer.getBody()).block()).isEqualTo("x");
        assertThat(context.onlyEntry().description()).isEqualTo("answer x");

        Mono<String> failing =
                shop.answer(Mono.error(new IllegalStateException("sold out"))).getBody();
        assertThatThrownBy(Objects.requireNonNull(failing)::block).hasMessage("sold out");
        assertThat(context.entries().get(0).outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void recordsWhatSpringAdaptsToReactor() {
        Flux.from(JdkFlowAdapter.flowPublisherToFlux(
                        shop.publisher(JdkFlowAdapter.publisherToFlowPublisher(Flux.just("a", "b")))))
                .blockLast();

        assertThat(context.onlyEntry().description()).isEqualTo("publisher of 2");
    }

    @Test
    void failsWhatARequestWaitedForInVain() throws Exception {
        TestHttpExchange request = answered();
        context.exchanges = () -> request;
        CompletableFuture<String> stage = new CompletableFuture<>();
        shop.stage(stage);
        shop.future(task(false));
        Callable<String> callable = shop.callable(() -> "too late");
        assertThat(context.entries()).isEmpty();

        request.end(true, null);
        stage.complete("too late");
        callable.call();

        assertThat(context.entries())
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE))
                .allSatisfy(entry -> assertThat(
                                Objects.requireNonNull(entry.failure()).type())
                        .isEqualTo(TimeoutException.class.getName()))
                .allSatisfy(entry -> assertThat(entry.duration()).isGreaterThanOrEqualTo(Duration.ZERO));
    }

    @Test
    void letsAStageOutliveARequestThatEndsWell() {
        TestHttpExchange request = answered();
        context.exchanges = () -> request;
        CompletableFuture<String> stage = new CompletableFuture<>();
        shop.stage(stage);

        request.end(false, null);
        assertThat(context.entries()).isEmpty();
        stage.completeExceptionally(new IllegalStateException("failed later"));

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
    }
}
