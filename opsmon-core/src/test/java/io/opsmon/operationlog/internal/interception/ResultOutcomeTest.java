package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.operationlog.internal.payload.BeanProperties;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import reactor.core.publisher.Mono;

/** Methods that report a failure in their result, as many back offices do. */
class ResultOutcomeTest {

    /** The result of a well-known back office. */
    static class AjaxResult extends HashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        AjaxResult(int code, String message) {
            put("code", code);
            put("msg", message);
        }
    }

    record Answer<T>(int code, String msg, @Nullable T data) {}

    record Product(String code, String name) {}

    static class Shop {

        @OperationLog(description = "sold", failureDescription = "not sold: #{#result}")
        public Object sell(Object result) {
            return result;
        }

        @OperationLog(description = "sold", successCondition = "#result.code == 500")
        public Object sellByCondition(Object result) {
            return result;
        }

        @OperationLog(description = "sold")
        public CompletableFuture<Object> sellLater(Object result) {
            return CompletableFuture.completedFuture(result);
        }

        @OperationLog(description = "sold")
        public Mono<Object> sellReactively(Object result) {
            return Mono.just(result);
        }

        @PostMapping("/sales")
        @OperationLog(description = "handled")
        public Object handle(Object result) {
            return result;
        }
    }

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

    @BeforeEach
    void makeShop() {
        context = new RecordingContext(new InMemoryOperationLogRepository(100), directory);
        context.results = new ResultOutcome(
                "code", List.of("200", "0"), "msg", new BeanProperties(new Masking(Masking.DEFAULT_KEYS)));
        shop = context.recorded(new Shop());
    }

    @AfterEach
    void close() {
        context.close();
    }

    private void isFailure(OperationLogEntry entry, String type, String message) {
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(entry.failure()).type()).isEqualTo(type);
        assertThat(entry.failure().message()).isEqualTo(message);
    }

    @Test
    void recordsAFailureInAMap() {
        shop.sell(new AjaxResult(500, "sold out, password=hunter2"));

        isFailure(context.onlyEntry(), "code=500", "sold out, password=***");
        assertThat(context.onlyEntry().description()).startsWith("not sold");
    }

    @Test
    void recordsAFailureInARecordAndInsideAResponse() {
        shop.sell(new Answer<>(601, "warned", null));
        shop.sell(ResponseEntity.ok(new Answer<>(602, "refused", "x")));

        isFailure(context.entries().get(1), "code=601", "warned");
        isFailure(context.entries().get(0), "code=602", "refused");
    }

    @Test
    void recordsAFailureThatEndsLater() {
        shop.sellLater(new AjaxResult(500, "later")).join();
        shop.sellReactively(new AjaxResult(500, "reactively")).block();

        isFailure(context.entries().get(1), "code=500", "later");
        isFailure(context.entries().get(0), "code=500", "reactively");
    }

    @ParameterizedTest
    @CsvSource({"200", "0", "200.0"})
    void recordsASuccess(String code) {
        shop.sell(new TreeMap<>(Map.of("code", code, "msg", "fine")));

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(context.onlyEntry().failure()).isNull();
    }

    @Test
    void leavesTheDecisionToTheConditionOfTheAnnotation() {
        shop.sellByCondition(new Answer<>(500, "fine", null));
        shop.sellByCondition(new Answer<>(200, "not fine", null));

        assertThat(context.entries())
                .extracting(OperationLogEntry::outcome)
                .containsExactly(Outcome.FAILURE, Outcome.SUCCESS);
    }

    /** The code of a product is no result code. The body of an HTTP answer may have no message. */
    @Test
    void judgesOtherResultsOnlyIfTheyHaveAMessage() {
        shop.sell(new Product("A-17", "tea"));
        shop.sell(Map.of("code", 500));
        shop.sell(List.of("code"));
        shop.sell("code");
        assertThat(context.entries()).extracting(OperationLogEntry::outcome).containsOnly(Outcome.SUCCESS);

        shop.handle(Map.of("code", 500));
        assertThat(context.entries().get(0).outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void survivesAResultThatCannotBeRead() {
        TreeMap<Integer, String> numbers = new TreeMap<>(Map.of(1, "one"));

        assertThat(shop.handle(numbers)).isSameAs(numbers);

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }
}
