package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.http.TestHttpExchange;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Sensitive;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.operationlog.internal.template.TemplateException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.annotation.AliasFor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class OperationLogInterceptorTest {

    record Price(int cents) {}

    @OperationLog(module = "meta", action = OperationAction.GRANT)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Granting {
        @AliasFor(annotation = OperationLog.class, attribute = "description")
        String value();
    }

    interface Contract {
        @OperationLog(module = "contract", description = "by contract")
        void byContract();
    }

    static class Shop implements Contract {

        @OperationLog(
                module = "products",
                action = OperationAction.UPDATE,
                resourceType = "product",
                resourceId = "#{#id}",
                description = "set #{#id} to #{#price.cents} for #{#operator.name}, got #{#result}",
                failureDescription = "could not set #{#id}: #{#error.message}",
                recordResult = true,
                extra = {"tag=t#{#id}", "none=#{#missing}"})
        public String setPrice(long id, Price price, @Sensitive String code) {
            if (price.cents() < 0) {
                throw new IllegalArgumentException("negative, password=hunter2");
            }
            return "done " + id;
        }

        @OperationLog(description = "fails")
        public void breaks() {
            throw new StackOverflowError("deep");
        }

        @OperationLog(description = "first")
        @OperationLog(description = "second", action = OperationAction.EXPORT)
        public void twice() {}

        @Granting("granted #{#who}")
        public void grant(String who) {}

        @Override
        public void byContract() {}

        @OperationLog(description = "only if #{#n}", condition = "#n > 1", successCondition = "#result == 'ok'")
        public String conditionally(int n, String result) {
            return result;
        }

        @OperationLog(description = "outer #{#name}, inner said #{#told}", resourceType = "thing")
        public void outer(Shop self) {
            OperationLogContext.put("name", "o");
            OperationLogContext.extra("reason", "because");
            OperationLogContext.resourceId(77);
            self.inner();
        }

        @OperationLog(description = "inner #{#name}")
        public void inner() {
            OperationLogContext.put("told", "nothing");
        }

        @OperationLog(description = "#{#before(#list)}, then #{#list.size()}")
        public void mutates(List<String> list) {
            list.clear();
        }

        @OperationLog(description = "by another", operator = "#{#user}", tenant = "acme")
        public void as(String user) {}

        @OperationLog(description = "#{#a.b.c} broken")
        public int brokenTemplate(String a) {
            return 42;
        }

        @OperationLog(description = "later #{#result}", recordResult = true)
        public CompletionStage<String> later(CompletableFuture<String> future) {
            return future;
        }

        @OperationLog(description = "mono #{#result}")
        public Mono<String> mono(Mono<String> source) {
            return source;
        }

        @OperationLog(description = "flux of #{#result}")
        public Flux<Integer> flux(Flux<Integer> source) {
            return source;
        }

        @OperationLog(description = "everything is null: #{#a} #{#b} #{#result}", recordResult = true)
        public @Nullable String nulls(@Nullable String a, @Nullable Object b) {
            return null;
        }

        public void notRecorded() {}
    }

    @OperationLog(module = "whole")
    static class Whole {
        public void one(int n) {}

        @OperationLog(action = OperationAction.DELETE)
        public void two() {}

        void notPublic() {}
    }

    /** A clock with a time set by the test. */
    private static final class SuppliedClock extends Clock {
        private final java.util.function.Supplier<Instant> instants;

        SuppliedClock(java.util.function.Supplier<Instant> instants) {
            this.instants = instants;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return instants.get();
        }
    }

    public static class Functions {
        @TemplateFunction(before = true)
        public String before(List<String> list) {
            return "had " + list.size();
        }
    }

    public static class Broken {
        @OperationLog(description = "#{#oops(")
        public void work() {}
    }

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

    @BeforeEach
    void makeShop() {
        context = new RecordingContext(new InMemoryOperationLogRepository(1_000), directory);
        context.functions.addFrom(new Functions());
        shop = context.recorded(new Shop());
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void recordsWhatWasDone() {
        context.traces = () -> new TraceContext("trace", "span");

        assertThat(shop.setPrice(5, new Price(300), "4711")).isEqualTo("done 5");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.description()).isEqualTo("set 5 to 300 for ada, got done 5");
        assertThat(entry.module()).isEqualTo("products");
        assertThat(entry.action()).isEqualTo("UPDATE");
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.resource()).isEqualTo(new Resource("product", "5"));
        assertThat(entry.operator()).isEqualTo(Operator.of("ada"));
        assertThat(entry.trace()).isEqualTo(new TraceContext("trace", "span"));
        assertThat(entry.arguments()).isEqualTo("{\"id\":5,\"price\":{\"cents\":300},\"code\":\"***\"}");
        assertThat(entry.result()).isEqualTo("\"done 5\"");
        assertThat(entry.extra()).isEqualTo(Map.of("tag", "t5"));
        assertThat(entry.source().method()).endsWith("OperationLogInterceptorTest$Shop#setPrice");
        assertThat(entry.source().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(entry.duration()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
        assertThat(entry.occurredAt()).isBefore(Instant.now(Clock.systemUTC()).plusSeconds(1));
    }

    @Test
    void recordsFailuresAndLetsThemThrough() {
        assertThatThrownBy(() -> shop.setPrice(5, new Price(-1), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("negative, password=hunter2");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(entry.description()).isEqualTo("could not set 5: negative, password=***");
        assertThat(entry.failure()).isNotNull();
        assertThat(java.util.Objects.requireNonNull(entry.failure()).message()).isEqualTo("negative, password=***");
        assertThat(entry.failure().stackTrace())
                .contains("OperationLogInterceptorTest$Shop.setPrice")
                .doesNotContain("org.springframework.aop");
        assertThat(entry.result()).isNull();
    }

    @Test
    void recordsErrorsToo() {
        assertThatThrownBy(() -> shop.breaks()).isInstanceOf(StackOverflowError.class);

        assertThat(context.onlyEntry().failure()).isNotNull();
    }

    @Test
    void findsAnnotationsWhereverTheyAre() {
        shop.twice();
        shop.grant("Otto");
        shop.byContract();
        shop.notRecorded();
        Whole whole = context.recorded(new Whole());
        whole.one(3);
        whole.two();

        assertThat(context.entries())
                .extracting(OperationLogEntry::module, OperationLogEntry::action, OperationLogEntry::description)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("Shop", "OTHER", "first"),
                        org.assertj.core.groups.Tuple.tuple("Shop", "EXPORT", "second"),
                        org.assertj.core.groups.Tuple.tuple("meta", "GRANT", "granted Otto"),
                        org.assertj.core.groups.Tuple.tuple("contract", "OTHER", "by contract"),
                        org.assertj.core.groups.Tuple.tuple("whole", "OTHER", "Whole.one"),
                        org.assertj.core.groups.Tuple.tuple("whole", "DELETE", "Whole.two"));
    }

    @Test
    void decidesByConditions() {
        shop.conditionally(1, "ok");
        shop.conditionally(2, "ok");
        shop.conditionally(3, "ko");

        assertThat(context.entries())
                .extracting(OperationLogEntry::description, OperationLogEntry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("only if 3", Outcome.FAILURE),
                        org.assertj.core.groups.Tuple.tuple("only if 2", Outcome.SUCCESS));
    }

    @Test
    void keepsNestedCallsApart() {
        shop.outer(shop);

        assertThat(context.entries())
                .extracting(OperationLogEntry::description)
                .containsExactlyInAnyOrder("outer o, inner said null", "inner o");
        OperationLogEntry outer = context.entries().stream()
                .filter(entry -> entry.description().startsWith("outer"))
                .findFirst()
                .orElseThrow();
        assertThat(outer.extra()).isEqualTo(Map.of("reason", "because"));
        assertThat(outer.resource()).isEqualTo(new Resource("thing", "77"));
        assertThat(OperationLogContext.get("name")).isNull();
    }

    @Test
    void takesArgumentsDownBeforeTheCallChangesThem() {
        shop.mutates(new java.util.ArrayList<>(List.of("a", "b")));

        assertThat(context.onlyEntry().description()).isEqualTo("had 2, then 0");
        assertThat(context.onlyEntry().arguments()).isEqualTo("{\"list\":[\"a\",\"b\"]}");
    }

    @Test
    void letsTheAnnotationNameTheOperator() {
        shop.as("grace");

        assertThat(context.onlyEntry().operator()).isEqualTo(new Operator("grace", "grace", "acme"));
    }

    @Test
    void asksForTheOperatorAgainWhenTheCallSignedSomebodyIn() {
        context.operator.set(null);
        context.operators = new io.opsmon.operationlog.OperatorResolver() {
            private int asked;

            @Override
            public @Nullable Operator resolve() {
                return asked++ == 0 ? null : Operator.of("late");
            }
        };

        shop.grant("x");

        assertThat(context.onlyEntry().operator()).isEqualTo(Operator.of("late"));
    }

    @Test
    void recordsAnUnknownOperatorAndNulls() {
        context.operator.set(null);

        assertThat(shop.nulls(null, null)).isNull();

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.operator()).isNull();
        assertThat(entry.description()).isEqualTo("everything is null: null null null");
        assertThat(entry.arguments()).isEqualTo("{\"a\":null,\"b\":null}");
        assertThat(entry.result()).isEqualTo("null");
    }

    @Test
    void neverLetsItsOwnFailuresOut() {
        context.operators = () -> {
            throw new IllegalStateException("resolver");
        };
        context.traces = () -> {
            throw new NoClassDefFoundError("tracing");
        };
        context.exchanges = () -> {
            throw new IllegalStateException("request");
        };

        assertThat(shop.brokenTemplate("x")).isEqualTo(42);

        assertThat(context.onlyEntry().description()).isEqualTo("#{#a.b.c} broken");
    }

    @Test
    void givesTheResultEvenIfNothingCanBeRecorded() {
        context.clock = new SuppliedClock(() -> {
            throw new OutOfMemoryError("simulated");
        });
        Shop blind = context.recorded(new Shop());

        assertThat(blind.brokenTemplate("x")).isEqualTo(42);
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void tellsABrokenTemplateAtStartUpIfStrict() {
        RecordedMethods strict = new RecordedMethods(
                () -> new OperationParser(
                        new io.opsmon.operationlog.internal.template.TemplateParser(context.functions, null), true),
                () -> new io.opsmon.masking.Masking(List.of()),
                () -> true);
        assertThat(strict.contains(Broken.class.getMethods()[0], Broken.class)).isTrue();
        assertThatThrownBy(strict::parseAll)
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("Broken.work")
                .hasMessageContaining("#{#oops(");
    }

    @Test
    void recordsFuturesWhenTheyComplete() {
        CompletableFuture<String> future = new CompletableFuture<>();
        assertThat(shop.later(future)).isSameAs(future);
        assertThat(context.entries()).isEmpty();

        future.complete("v");

        assertThat(context.onlyEntry().description()).isEqualTo("later v");
        assertThat(context.onlyEntry().result()).isEqualTo("\"v\"");
    }

    @Test
    void recordsFuturesThatFailOrAreCancelled() {
        CompletableFuture<String> failed = new CompletableFuture<>();
        shop.later(failed);
        failed.completeExceptionally(new CompletionException(new IllegalStateException("inner")));
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        shop.later(cancelled);
        cancelled.cancel(true);

        assertThat(context.entries())
                .extracting(OperationLogEntry::outcome)
                .containsExactly(Outcome.CANCELLED, Outcome.FAILURE);
        assertThat(java.util.Objects.requireNonNull(context.entries().get(1).failure())
                        .type())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void recordsEachSubscriptionToAMono() {
        Mono<String> mono = shop.mono(Mono.fromSupplier(() -> "x"));
        assertThat(context.entries()).isEmpty();

        mono.block();
        mono.block();
        assertThatThrownBy(() ->
                        shop.mono(Mono.error(new IllegalStateException("no"))).block())
                .hasMessage("no");
        shop.mono(Mono.empty()).block();
        shop.mono(Mono.never()).subscribe().dispose();

        assertThat(context.entries())
                .extracting(OperationLogEntry::description, OperationLogEntry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("mono null", Outcome.CANCELLED),
                        org.assertj.core.groups.Tuple.tuple("mono null", Outcome.SUCCESS),
                        org.assertj.core.groups.Tuple.tuple("mono null", Outcome.FAILURE),
                        org.assertj.core.groups.Tuple.tuple("mono x", Outcome.SUCCESS),
                        org.assertj.core.groups.Tuple.tuple("mono x", Outcome.SUCCESS));
    }

    @Test
    void recordsAFluxWithTheNumberOfItsElements() {
        shop.flux(Flux.range(0, 5)).blockLast();
        shop.flux(Flux.range(0, 5)).take(2).blockLast();

        assertThat(context.entries())
                .extracting(OperationLogEntry::description, OperationLogEntry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("flux of null", Outcome.CANCELLED),
                        org.assertj.core.groups.Tuple.tuple("flux of 5", Outcome.SUCCESS));
    }

    @Test
    void recordsSuspendFunctionsWhenTheyResume() {
        SuspendingShop suspending = context.recorded(new SuspendingShop());

        assertThat(SuspendingShopKt.callOrder(suspending, "tea")).isEqualTo("ordered tea");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.description()).isEqualTo("ordered tea, suspended");
        assertThat(entry.arguments()).isEqualTo("{\"name\":\"tea\"}");
        assertThat(entry.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void waitsForTheStatusOfTheRequest() {
        TestHttpExchange request = TestHttpExchange.of("PUT", "/x");
        context.exchanges = () -> request;

        shop.grant("x");
        assertThat(context.entries()).isEmpty();
        request.answer(204);

        assertThat(java.util.Objects.requireNonNull(context.onlyEntry().http()).status())
                .isEqualTo(204);
    }

    @Test
    void keepsIdsInOrderWhenTheClockGoesBackwards() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        java.util.concurrent.atomic.AtomicLong minutes = new java.util.concurrent.atomic.AtomicLong();
        context.clock = new SuppliedClock(() -> {
            return start.minus(Duration.ofMinutes(minutes.getAndIncrement()));
        });
        Shop backwards = context.recorded(new Shop());
        backwards.grant("first");
        backwards.grant("second");

        List<OperationLogEntry> entries = context.entries();
        OperationLogEntry first = entries.get(0);
        OperationLogEntry second = entries.get(1);
        assertThat(first.description()).isEqualTo("granted first");
        assertThat(first.id().toString()).isLessThan(second.id().toString());
        assertThat(second.duration()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
