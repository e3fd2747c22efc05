package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Sensitive;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.recording.Consistency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One entry for each element of a list. */
class ForEachTest {

    @TempDir
    Path directory;

    private RecordingContext context;

    /** The orders of the shop by number. */
    private final Map<Long, Order> stored = new HashMap<>();

    record Order(long id, String status, int total) {}

    record Form(List<String> passwords, @Sensitive List<String> notes, List<String> names) {}

    record Outcomes(List<Long> accepted) {}

    @BeforeEach
    void open() {
        context = new RecordingContext(new InMemoryOperationLogRepository(5_000), directory);
        context.traces = () -> new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", null);
        stored.put(1L, new Order(1, "NEW", 10));
        stored.put(2L, new Order(2, "NEW", 20));
        stored.put(3L, new Order(3, "CANCELLED", 30));
        context.loaders = List.of(new OldValueLoader() {
            @Override
            public boolean supports(String resourceType) {
                return resourceType.equals("order");
            }

            @Override
            public @Nullable Object load(String resourceType, String id) {
                return stored.get(Long.valueOf(id));
            }
        });
    }

    @AfterEach
    void close() {
        context.close();
    }

    public class Shop {

        @OperationLog(
                module = "orders",
                action = OperationAction.UPDATE,
                forEach = "#orders",
                resourceType = "order",
                resourceId = "#{#item.id}",
                description = "cancelled order #{#item.id} because of #{#reason}: #{#diff()}",
                condition = "#item.total > 10 || #error != null",
                extra = "total=#{#item.total}",
                trackChanges = true)
        public void cancelAll(Collection<Order> orders, String reason) {
            for (Order order : orders) {
                stored.put(order.id, new Order(order.id, "CANCELLED", order.total));
            }
            if (reason.isEmpty()) {
                throw new IllegalArgumentException("a reason is required");
            }
        }

        @OperationLog(forEach = "#ids", resourceId = "#{#item}", description = "deleted #{#item}")
        public void delete(long... ids) {
            OperationLogContext.resourceId("of the call");
            if (ids.length == 0) {
                throw new IllegalArgumentException("nothing to delete");
            }
        }

        @OperationLog(forEach = "#ids", resourceId = "#{#item}", description = "deleted #{#item}")
        public void deleteIds(@Nullable Iterable<Long> ids) {}

        @OperationLog(forEach = "#prices", description = "#{#item}")
        public void price(Map<String, Integer> prices) {}

        @OperationLog(forEach = "#names", description = "#{#item}")
        public void stream(Stream<String> names) {}

        @OperationLog(
                forEach = "#orders",
                description = "sent #{#item.id}, was #{#statusOf(#item.id)}",
                successCondition = "#result.accepted.contains(#item.id)",
                before = "#order(#item.id)")
        public Outcomes send(List<Order> orders) {
            orders.forEach(order -> stored.put(order.id, new Order(order.id, "SENT", order.total)));
            return new Outcomes(List.of(1L));
        }

        @OperationLog(forEach = "#result", resourceId = "#{#item.id}", description = "imported", recordResult = true)
        public @Nullable List<Order> importAll(String file) {
            if (file.isEmpty()) {
                throw new IllegalArgumentException("no file");
            }
            return List.of(new Order(8, "NEW", 1), new Order(9, "NEW", 2));
        }

        @OperationLog(forEach = "#found", description = "closed #{#item}")
        public CompletableFuture<String> closeOld() {
            OperationLogContext.put("found", List.of("a", "b"));
            OperationLogContext.extra("by", "clock");
            return CompletableFuture.completedFuture("done");
        }

        @OperationLog(forEach = "#pins", description = "#{#item}", extra = "pin=#{#item}")
        public void pins(@Sensitive List<String> pins) {}

        @OperationLog(forEach = "#form.passwords", description = "#{#item}")
        @OperationLog(forEach = "#form.notes", description = "#{#item}")
        @OperationLog(forEach = "#form.names", description = "#{#item}")
        public void form(Form form) {}

        @OperationLog(forEach = "#orders.![id]", description = "#{#item}", consistency = Consistency.SYNCHRONOUS)
        @OperationLog(description = "whole call")
        public void both(List<Order> orders) {}

        @OperationLog(
                forEach = "#ids",
                resourceType = "order",
                resourceId = "#{#item}",
                description = "released order #{#item}: #{#diff()}",
                trackChanges = true)
        public void release(List<Long> ids) {
            ids.forEach(id -> stored.put(id, new Order(id, "RELEASED", 1)));
        }

        @OperationLog(forEach = "#orders.missing", description = "called with #{#orders.size()}")
        public void broken(List<Order> orders) {}
    }

    /** Functions of the templates. */
    public class Functions {

        @TemplateFunction(before = true)
        public String statusOf(long id) {
            return Objects.requireNonNull(stored.get(id)).status;
        }

        @TemplateFunction
        public @Nullable Order order(long id) {
            return stored.get(id);
        }
    }

    private Shop shop() {
        context.functions.addFrom(new Functions());
        return context.recorded(new Shop());
    }

    /** Returns the entries in the order of the elements. */
    private List<OperationLogEntry> entries() {
        List<OperationLogEntry> entries = new ArrayList<>(context.entries());
        Collections.reverse(entries);
        return entries;
    }

    private List<String> descriptions() {
        return entries().stream().map(OperationLogEntry::description).toList();
    }

    @Test
    void makesAnEntryForEachElement() {
        shop().cancelAll(List.of(new Order(1, "NEW", 10), new Order(2, "NEW", 20), new Order(3, "NEW", 30)), "fraud");

        List<OperationLogEntry> entries = entries();
        assertThat(entries).hasSize(2);
        OperationLogEntry second = entries.get(0);
        assertThat(second.module()).isEqualTo("orders");
        assertThat(second.resource()).isEqualTo(new Resource("order", "2"));
        assertThat(second.description()).isEqualTo("cancelled order 2 because of fraud: status: “NEW” → “CANCELLED”");
        assertThat(second.changes())
                .containsExactly(new Change("status", null, Change.Type.CHANGED, "NEW", "CANCELLED"));
        assertThat(second.arguments())
                .isEqualTo("{\"item\":{\"id\":2,\"status\":\"NEW\",\"total\":20},\"reason\":\"fraud\"}");
        assertThat(second.extra()).containsExactly(Map.entry("total", "20"));
        assertThat(entries.get(1).resource()).isEqualTo(new Resource("order", "3"));
        assertThat(entries.get(1).changes()).isEmpty();
    }

    @Test
    void entriesShareTimeDurationAndTrace() {
        shop().cancelAll(List.of(new Order(2, "NEW", 20), new Order(3, "NEW", 30)), "fraud");

        OperationLogEntry first = entries().get(0);
        OperationLogEntry second = entries().get(1);
        assertThat(second.occurredAt()).isEqualTo(first.occurredAt());
        assertThat(second.duration()).isEqualTo(first.duration());
        assertThat(second.trace()).isEqualTo(first.trace()).isNotNull();
        assertThat(second.operator()).isEqualTo(first.operator()).isNotNull();
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void aFailureIsAFailureOfEachElement() {
        Shop shop = shop();
        assertThatThrownBy(() -> shop.cancelAll(List.of(new Order(1, "NEW", 10), new Order(2, "NEW", 20)), ""))
                .hasMessage("a reason is required");

        assertThat(entries()).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
            assertThat(Objects.requireNonNull(entry.failure()).message()).isEqualTo("a reason is required");
            assertThat(entry.changes()).isEmpty();
        });
        assertThat(entries())
                .extracting(entry -> Objects.requireNonNull(entry.resource()).id())
                .containsExactly("1", "2");
    }

    @Test
    void readsArraysIterablesAndMaps() {
        shop().delete(7, 8);
        shop().deleteIds(List.of(9L));
        List<Long> content = List.of(10L, 11L);
        shop().deleteIds(() -> content.iterator());
        Map<String, Integer> prices = new LinkedHashMap<>();
        prices.put("tea", 3);
        prices.put("coffee", null);
        shop().price(prices);

        assertThat(descriptions())
                .containsExactly("deleted 7", "deleted 8", "deleted 9", "deleted 10", "deleted 11", "3", "null");
        assertThat(Objects.requireNonNull(entries().get(0).resource()).id()).isEqualTo("7");
    }

    @Test
    void anEmptyListMakesNoEntryUnlessTheCallFails() {
        Shop shop = shop();
        shop.deleteIds(List.of());
        shop.deleteIds(null);
        assertThat(context.entries()).isEmpty();

        assertThatThrownBy(shop::delete).hasMessage("nothing to delete");
        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(context.onlyEntry().arguments()).isEqualTo("{\"ids\":[]}");
    }

    @Test
    void theLastEntryShowsTheNumberOfFurtherElements() {
        shop().deleteIds(IntStream.range(0, 1_234).mapToObj(Long::valueOf).toList());

        OperationLogEntry last = context.entries().get(0);
        assertThat(last.description()).isEqualTo("deleted 999 … (234 more)");
        assertThat(last.extra()).containsEntry("omittedElements", "234");
        assertThat(context.entries().get(1).extra()).isEmpty();
    }

    @Test
    void consumesNoStream() {
        Stream<String> names = Stream.of("a", "b");
        shop().stream(names);

        assertThat(context.onlyEntry().arguments()).isEqualTo("{\"names\":\"(stream)\"}");
        assertThat(names.toList()).hasSize(2);
    }

    @Test
    void evaluatesFunctionsStatesAndOutcomeForEachElement() {
        shop().send(List.of(new Order(1, "", 10), new Order(2, "", 20)));

        assertThat(descriptions()).containsExactly("sent 1, was NEW", "sent 2, was NEW");
        assertThat(entries()).extracting(OperationLogEntry::outcome).containsExactly(Outcome.SUCCESS, Outcome.FAILURE);
        assertThat(entries().get(0).changes())
                .containsExactly(new Change("status", null, Change.Type.CHANGED, "NEW", "SENT"));
    }

    @Test
    void readsTheElementsOfTheResult() {
        Shop shop = shop();
        shop.importAll("orders.csv");
        assertThat(entries())
                .extracting(OperationLogEntry::result)
                .containsExactly(
                        "{\"id\":8,\"status\":\"NEW\",\"total\":1}", "{\"id\":9,\"status\":\"NEW\",\"total\":2}");
        assertThat(entries()).extracting(OperationLogEntry::arguments).containsOnly("{\"file\":\"orders.csv\"}");

        assertThatThrownBy(() -> shop.importAll("")).hasMessage("no file");
        assertThat(entries()).hasSize(3);
        assertThat(entries().get(2).outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void readsElementsThatTheMethodSets() {
        assertThat(shop().closeOld()).isCompletedWithValue("done");

        assertThat(descriptions()).containsExactly("closed a", "closed b");
        assertThat(entries()).allSatisfy(entry -> assertThat(entry.extra()).containsEntry("by", "clock"));
    }

    @Test
    void hidesElementsOfSensitiveParametersAndProperties() {
        shop().pins(List.of("1234"));
        shop().form(new Form(List.of("hunter2"), List.of("private"), List.of("Ada")));

        assertThat(descriptions()).containsExactly("***", "***", "***", "Ada");
        assertThat(entries().toString()).doesNotContain("1234", "hunter2", "private");
        assertThat(entries().get(3).arguments()).isEqualTo("{\"item\":\"Ada\"}");
    }

    @Test
    void worksBesideOtherAnnotationsOfTheMethod() {
        shop().both(List.of(new Order(1, "NEW", 10), new Order(2, "NEW", 20)));

        assertThat(descriptions()).containsExactlyInAnyOrder("1", "2", "whole call");
    }

    @Test
    void makesOneEntryIfTheListCannotBeRead() {
        shop().broken(List.of(new Order(1, "NEW", 10)));

        assertThat(context.onlyEntry().description()).isEqualTo("called with 1");
    }

    /** The example of docs/operation-logs.md. */
    @Test
    void recordsTheChangesOfEachElement() {
        shop().release(List.of(1L, 2L));

        assertThat(descriptions())
                .containsExactly(
                        "released order 1: status: “NEW” → “RELEASED”; total: “10” → “1”",
                        "released order 2: status: “NEW” → “RELEASED”; total: “20” → “1”");
    }
}
