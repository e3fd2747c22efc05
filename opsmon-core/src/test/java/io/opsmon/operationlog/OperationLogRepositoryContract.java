package io.opsmon.operationlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.FieldValues;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.LogVisibility;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.ValueCount;
import io.opsmon.log.ValueFilter;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link OperationLogRepository}. The test of a store extends this class and provides an empty
 * store.
 */
public abstract class OperationLogRepositoryContract extends FailureGroupsContract {

    private OperationLogRepository repository = new InMemoryOperationLogRepository(1);

    /** Returns the store under test without entries. */
    protected abstract OperationLogRepository emptyRepository();

    /** Returns the store under test. */
    @Override
    protected final OperationLogRepository repository() {
        return repository;
    }

    @BeforeEach
    void makeRepository() {
        repository = emptyRepository();
    }

    @Test
    void givesBackEveryComponentOfAnEntry() {
        OperationLogEntry complete =
                TestEntries.entry(TestEntries.NOON, "orders", "DELETE", "tried to delete Tea", Outcome.FAILURE);
        OperationLogEntry sparse = TestEntries.sparse();

        repository.saveAll(List.of(complete, sparse));

        assertThat(repository.findById(complete.id())).contains(complete);
        assertThat(repository.findById(sparse.id())).contains(sparse);
        assertThat(find(query -> query)).containsExactlyInAnyOrder(complete, sparse);
    }

    @Test
    void knowsNothingOfAnIdItWasNotGiven() {
        assertThat(repository.findById(UUID.randomUUID())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tab\tnewline\nreturn\rbackslash\\ end-of-data \\. null \\N",
                "quotes ' \" ` ; -- /* */ ${x} #{y} %s",
                "中文 日本語 Ελληνικά 🙂👩‍👩‍👧",
                "\u0001\u0007\b\f\u000B\u001F\u007F\u2028"
            })
    void givesBackAnyCharacter(String text) {
        OperationLogEntry entry = TestEntries.described(text);

        repository.saveAll(padded(entry));

        assertThat(repository.findById(entry.id())).contains(entry);
    }

    @Test
    void ignoresAnIdItHas() {
        List<OperationLogEntry> entries = IntStream.range(0, 20)
                .mapToObj(i -> TestEntries.described("entry " + i))
                .toList();
        repository.saveAll(entries.subList(0, 12));

        repository.saveAll(entries);
        repository.saveAll(entries.subList(3, 4));

        assertThat(find(query -> query)).containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void takesABatchOfThousands() {
        List<OperationLogEntry> entries = IntStream.range(0, 2_345)
                .mapToObj(i -> TestEntries.described("entry " + i))
                .toList();

        repository.saveAll(entries);

        assertThat(repository
                        .find(OperationLogFilter.ALL, LogPageRequest.first(1))
                        .total())
                .isEqualTo(new LogPage.Total(2_345, true));
    }

    @Test
    void listsNewestFirstAndBreaksTiesById() {
        OperationLogEntry old = TestEntries.at(TestEntries.NOON.minusSeconds(1));
        OperationLogEntry firstOfTwo = TestEntries.at(TestEntries.NOON);
        OperationLogEntry secondOfTwo = TestEntries.at(TestEntries.NOON);

        repository.saveAll(List.of(firstOfTwo, old, secondOfTwo));

        assertThat(find(query -> query)).containsExactly(secondOfTwo, firstOfTwo, old);
    }

    @Test
    void filtersByEachFilter() {
        OperationLogEntry wanted = TestEntries.with(
                TestEntries.entry(TestEntries.NOON, "billing", "EXPORT", "exported the ledger", Outcome.FAILURE),
                new Operator("u-8", "Grace", null),
                new Resource("ledger", "2026"),
                new HttpFacts("GET", "/ledger", null, 500, "2001:db8:0:0:0:0:0:1", null, null),
                new TraceContext("0af7651916cd43dd8448eb211c80319c", null),
                Duration.ofSeconds(3));
        repository.saveAll(List.of(wanted, TestEntries.at(TestEntries.NOON.minusSeconds(60)), TestEntries.sparse()));

        List<UnaryOperator<OperationLogFilter.Builder>> filters = List.of(
                query -> query.module("billing"),
                query -> query.action("EXPORT"),
                query -> query.outcome(Outcome.FAILURE),
                query -> query.operator("u-8"),
                query -> query.resourceType("ledger"),
                query -> query.resourceId("2026"),
                query -> query.clientIp("2001:db8:0:0:0:0:0:1"),
                query -> query.traceId("0af7651916cd43dd8448eb211c80319c"),
                query -> query.errorType("java.lang.IllegalStateException"),
                query -> query.text("LEDGER"),
                query -> query.text("no such PRODUCT"),
                query -> query.minDuration(Duration.ofSeconds(3)),
                query -> query.from(TestEntries.NOON).module("billing").action("EXPORT"));
        for (UnaryOperator<OperationLogFilter.Builder> filter : filters) {
            LogPage<OperationLogEntry> page =
                    repository.find(filter.apply(OperationLogFilter.builder()).build());
            assertThat(page.items()).containsExactly(wanted);
            assertThat(page.total()).isEqualTo(new LogPage.Total(1, true));
            assertThat(page.next()).isNull();
        }
    }

    @Test
    void acceptsAndExcludesSeveralValues() {
        OperationLogEntry first = byOperator("ada", "orders");
        OperationLogEntry second = byOperator("bob", "orders");
        OperationLogEntry third = byOperator("cleo", "products");
        OperationLogEntry without = TestEntries.sparse();
        repository.saveAll(List.of(first, second, third, without));

        assertThat(find(query -> query.operator(ValueFilter.anyOf("ada", "cleo", "nobody"))))
                .containsExactlyInAnyOrder(first, third);
        assertThat(find(query -> query.operator(ValueFilter.except("ada"))))
                .containsExactlyInAnyOrder(second, third, without);
        assertThat(find(query -> query.operator(ValueFilter.except("ada", "bob", "cleo"))))
                .containsExactly(without);
        assertThat(find(query -> query.operator(new ValueFilter(Set.of("ada", "bob"), Set.of("ada")))))
                .containsExactly(second);
        assertThat(find(query ->
                        query.operator(ValueFilter.anyOf("ada", "cleo")).module(ValueFilter.except("products"))))
                .containsExactly(first);
        assertThat(find(query -> query.outcome(ValueFilter.except("FAILURE")).operator("ada")))
                .containsExactly(first);
        assertThat(repository
                        .aggregate(
                                OperationLogFilter.builder()
                                        .operator(ValueFilter.except("bob"))
                                        .build(),
                                Duration.ofHours(1))
                        .total())
                .isEqualTo(3);
    }

    @Test
    void findsEntriesByWordsOfSeveralColumns() {
        OperationLogEntry price = TestEntries.with(
                TestEntries.entry(
                        TestEntries.NOON, "products", "UPDATE", "Changed the price of oolong", Outcome.SUCCESS),
                new Operator("u-17", "Grace Hopper", "north"),
                new Resource("product", "TEA-OOLONG"),
                new HttpFacts("GET", "/x", null, 200, null, null, "5e55104f"),
                new TraceContext("0af7651916cd43dd8448eb211c80319c", null),
                Duration.ofMillis(1));
        repository.saveAll(List.of(price, TestEntries.sparse(), byOperator("ada", "orders")));

        for (String text : List.of(
                "price oolong",
                "changed PRICE",
                "tea-oolong",
                "grace price",
                "u-17",
                "0af7651916cd",
                "\"the price\"",
                "hopper\u3000\"price of\"",
                "  price  ")) {
            assertThat(find(query -> query.text(text))).as(text).containsExactly(price);
        }
        for (String text : List.of("price green", "\"price the\"", "price \"changed price\"", "\"")) {
            assertThat(find(query -> query.text(text))).as(text).isEmpty();
        }
        assertThat(find(query -> query.text(" "))).hasSize(3);
        assertThat(find(query -> query.text("\"\""))).hasSize(3);
        assertThat(find(query -> query.tenant("north"))).containsExactly(price);
        assertThat(find(query -> query.sessionReference("5e55104f"))).containsExactly(price);
        assertThat(find(query -> query.application(price.source().application())
                        .node(price.source().node())
                        .text("price")))
                .containsExactly(price);
        assertThat(find(query -> query.application("another"))).isEmpty();
    }

    @Test
    void findsOnlyVisibleEntries() {
        OperationLogEntry of = TestEntries.complete();
        OperationLogEntry without = TestEntries.sparse();
        repository.saveAll(List.of(of, without));
        String tenant =
                Objects.requireNonNull(Objects.requireNonNull(of.operator()).tenant());
        String application = of.source().application();

        Map<LogVisibility, List<OperationLogEntry>> visible = Map.of(
                LogVisibility.ALL,
                List.of(of, without),
                LogVisibility.ofTenants(List.of(tenant)),
                List.of(of),
                LogVisibility.ofTenants(List.of(tenant, "south")),
                List.of(of),
                LogVisibility.ofTenants(List.of("south")),
                List.of(),
                LogVisibility.ofTenants(List.of("")),
                List.of(),
                LogVisibility.ofTenants(List.of()),
                List.of(),
                LogVisibility.ofApplications(List.of()),
                List.of(),
                LogVisibility.ofApplications(List.of(application)).withinTenants(List.of(tenant)),
                List.of(of),
                LogVisibility.ofApplications(List.of("another")).withinTenants(List.of(tenant)),
                List.of());
        visible.forEach((visibility, entries) -> {
            OperationLogFilter all = OperationLogFilter.ALL.within(visibility);
            assertThat(repository.find(all).items()).as("%s", visibility).containsExactlyInAnyOrderElementsOf(entries);
            assertThat(repository.count(all).value()).isEqualTo(entries.size());
            assertThat(repository.aggregate(all, Duration.ofHours(1)).total()).isEqualTo(entries.size());
        });
    }

    @Test
    void findsWordsAtTheEndOfLongTextsInEveryPage() {
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String description = List.of("价".repeat(900 + i) + "格 İstanbul Needle", "short nEEdle " + i, "nothing " + i)
                    .get(i % 3);
            entries.add(TestEntries.entry(
                    TestEntries.NOON.plusSeconds(i / 4), "orders", "UPDATE", description, Outcome.SUCCESS));
        }
        repository.saveAll(entries);
        OperationLogFilter needles = OperationLogFilter.builder().text("NEEDLE").build();

        for (LogPageRequest.Sort sort : LogPageRequest.Sort.values()) {
            List<OperationLogEntry> found = new ArrayList<>();
            LogPageRequest request = LogPageRequest.FIRST.sorted(sort).limited(3);
            LogPage<OperationLogEntry> page = repository.find(needles, request);
            assertThat(page.total()).isEqualTo(new LogPage.Total(20, true));
            while (!page.items().isEmpty()) {
                found.addAll(page.items());
                page = repository.find(needles, request.after(LogCursor.after(found.get(found.size() - 1))));
            }
            Comparator<OperationLogEntry> order = Comparator.comparing(OperationLogEntry::occurredAt);
            assertThat(found)
                    .hasSize(20)
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(sort == LogPageRequest.Sort.NEWEST ? order.reversed() : order);
        }
        assertThat(find(query -> query.text("价格 needle"))).hasSize(10);
        assertThat(find(query -> query.text("needle")
                        .from(TestEntries.NOON.plusSeconds(2))
                        .to(TestEntries.NOON.plusSeconds(3))))
                .hasSize(2);
        assertThat(find(query -> query.text("needle").module("staff"))).isEmpty();
        assertThat(find(query -> query.text("\"needle 1\""))).hasSize(5);
        assertThat(find(query -> query.text("+"))).isEmpty();
        assertThat(find(query -> query.text("="))).isEmpty();
    }

    @Test
    void findsNoPhraseAcrossTwoTexts() {
        OperationLogEntry entry = TestEntries.complete();
        Operator operator = Objects.requireNonNull(entry.operator());
        repository.saveAll(List.of(entry));

        assertThat(find(query -> query.text(operator.id() + " " + operator.name())))
                .containsExactly(entry);
        assertThat(find(query -> query.text("\"" + operator.id() + " " + operator.name() + "\"")))
                .isEmpty();
    }

    @Test
    void findsNamesInAnyCase() {
        OperationLogEntry lower = byOperator("alice", "orders");
        OperationLogEntry mixed = byOperator("McAlice", "orders");
        OperationLogEntry upper = byOperator("ALICE", "products");
        OperationLogEntry other = byOperator("alicea", "orders");
        OperationLogEntry none = TestEntries.sparse();
        // Some letters are two letters in lower case.
        OperationLogEntry longest = byOperator("\u0130".repeat(100), "staff");
        repository.saveAll(List.of(longest));
        assertThat(find(query -> query.operator("\u0130".repeat(100)))).containsExactly(longest);
        assertThat(find(query -> query.operator("MCALICE"))).isEmpty();
        repository = emptyRepository();
        repository.saveAll(List.of(lower, mixed, upper, other, none));

        assertThat(find(query -> query.operator("Alice"))).containsExactlyInAnyOrder(lower, upper);
        assertThat(find(query -> query.operator("alice"))).containsExactlyInAnyOrder(lower, upper);
        assertThat(find(query -> query.operator("mcalice"))).containsExactly(mixed);
        assertThat(find(query -> query.operator(ValueFilter.anyOf("aLICE", "MCALICE"))))
                .containsExactlyInAnyOrder(lower, upper, mixed);
        assertThat(find(query -> query.operator(ValueFilter.except("Alice"))))
                .containsExactlyInAnyOrder(mixed, other, none);
        assertThat(find(query -> query.operator(ValueFilter.except("Alice", "mcAlice", "AliceA"))))
                .containsExactly(none);
        assertThat(find(query -> query.operator("alice "))).isEmpty();
        assertThat(find(query -> query.operator("al_ce"))).isEmpty();
        assertThat(find(query -> query.module("Orders"))).isEmpty();
    }

    @Test
    void findsEntriesByTheirAttributes() {
        OperationLogEntry typing = attributed("reason", "typing error", "ticket", "100%");
        OperationLogEntry offer = attributed("ticket", "42", "reason", "spring offer");
        OperationLogEntry both = attributed("a\"reason", "typing error", "note", "{\"reason\":\"typing error\"}");
        OperationLogEntry none = TestEntries.sparse();
        repository.saveAll(List.of(typing, offer, both, none));

        assertThat(find(query -> query.extra("reason", "typing error"))).containsExactly(typing);
        assertThat(find(query -> query.extra("reason", "spring offer"))).containsExactly(offer);
        assertThat(find(query -> query.extra("reason", "spring"))).isEmpty();
        assertThat(find(query -> query.extra("reason", "Spring offer"))).isEmpty();
        assertThat(find(query -> query.extra("reason", ""))).isEmpty();
        assertThat(find(query -> query.extra("ticket", "1__%"))).isEmpty();
        assertThat(find(query -> query.extra("ticket", "100%"))).containsExactly(typing);
        assertThat(find(query -> query.extra("a\"reason", "typing error"))).containsExactly(both);
        assertThat(find(query -> query.extra("note", "{\"reason\":\"typing error\"}")))
                .containsExactly(both);
        assertThat(find(query -> query.extra("reason", ValueFilter.anyOf("typing error", "spring offer"))))
                .containsExactlyInAnyOrder(typing, offer);
        assertThat(find(query -> query.extra("reason", "spring offer").extra("ticket", "42")))
                .containsExactly(offer);
        assertThat(find(query -> query.extra("reason", "spring offer").extra("ticket", "43")))
                .isEmpty();
        assertThat(find(query -> query.extra("reason", ValueFilter.except("typing error"))))
                .containsExactlyInAnyOrder(offer, both, none);
        assertThat(find(query -> query.extra("' OR '1'='1", "\\"))).isEmpty();
    }

    private static OperationLogEntry attributed(String name, String value, String otherName, String otherValue) {
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put(name, value);
        extra.put(otherName, otherValue);
        OperationLogEntry plain = TestEntries.complete();
        return new OperationLogEntry(
                TestEntries.id(),
                plain.occurredAt(),
                plain.duration(),
                plain.module(),
                plain.action(),
                plain.description(),
                plain.outcome(),
                null,
                null,
                null,
                null,
                plain.source(),
                null,
                null,
                null,
                extra,
                List.of(),
                null);
    }

    private static OperationLogEntry byOperator(String operator, String module) {
        return TestEntries.with(
                TestEntries.entry(TestEntries.NOON, module, "UPDATE", "did something", Outcome.SUCCESS),
                new Operator(operator, operator, null),
                new Resource("order", "1"),
                new HttpFacts("GET", "/x", null, 200, null, null, null),
                new TraceContext("1af7651916cd43dd8448eb211c80319c", null),
                Duration.ofMillis(1));
    }

    @Test
    void includesTheBeginningOfATimeRangeAndNotItsEnd() {
        Instant noon = TestEntries.NOON;
        OperationLogEntry atNoon = TestEntries.at(noon);
        OperationLogEntry justBefore = TestEntries.at(noon.minusNanos(1_000));
        repository.saveAll(List.of(atNoon, justBefore));

        assertThat(find(query -> query.from(noon))).containsExactly(atNoon);
        assertThat(find(query -> query.to(noon))).containsExactly(justBefore);
    }

    @Test
    void comparesFiltersExactly() {
        repository.saveAll(List.of(TestEntries.complete()));

        assertThat(find(query -> query.module("ORDERS"))).isEmpty();
        assertThat(find(query -> query.module("orders "))).isEmpty();
        assertThat(find(query -> query.text("%"))).isEmpty();
        assertThat(find(query -> query.text("p_ice"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "x'; DROP TABLE opsmon_operation_log; --",
                "\\",
                "!",
                "%!",
                "?",
                "{ts '2026'}",
                "$1"
            })
    void takesHostileFilterValuesForText(String value) {
        OperationLogEntry bystander = TestEntries.complete();
        OperationLogEntry target =
                TestEntries.entry(TestEntries.NOON, value, "OTHER", "said " + value, Outcome.SUCCESS);
        repository.saveAll(List.of(bystander, target));

        assertThat(find(query -> query.module(value))).containsExactly(target);
        assertThat(find(query -> query.text("said " + value))).containsExactly(target);
        for (UnaryOperator<OperationLogFilter.Builder> filter : List.<UnaryOperator<OperationLogFilter.Builder>>of(
                query -> query.operator(value),
                query -> query.action(value),
                query -> query.resourceType(value),
                query -> query.resourceId(value),
                query -> query.clientIp(value),
                query -> query.traceId(value),
                query -> query.errorType(value))) {
            assertThat(find(filter)).isEmpty();
        }
        assertThat(find(query -> query)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void walksEveryEntryOnceWhileOthersAreAdded(LogPageRequest.Sort sort) {
        Instant start = TestEntries.NOON;
        List<OperationLogEntry> existing = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            // Three entries in the same microsecond, so that a page ends between entries of the same time.
            existing.add(TestEntries.at(start.plusNanos(i / 3 * 1_000L)));
        }
        repository.saveAll(existing);

        int behind = sort == LogPageRequest.Sort.NEWEST ? 1 : -1;
        Set<UUID> seen = new LinkedHashSet<>();
        @Nullable LogCursor cursor = null;
        int pages = 0;
        do {
            LogPage<OperationLogEntry> page = repository.find(
                    OperationLogFilter.ALL,
                    LogPageRequest.first(17).sorted(sort).after(cursor));
            page.items().forEach(entry -> assertThat(seen.add(entry.id())).isTrue());
            cursor = page.next();
            pages++;
            Instant before = start.plusSeconds((long) behind * pages);
            repository.saveAll(List.of(TestEntries.at(before), TestEntries.at(before)));
        } while (cursor != null);

        Comparator<LogCursor> order =
                sort == LogPageRequest.Sort.NEWEST ? LogCursor.NEWEST_FIRST : LogCursor.NEWEST_FIRST.reversed();
        assertThat(seen)
                .containsExactlyElementsOf(existing.stream()
                        .map(LogCursor::after)
                        .sorted(order)
                        .map(LogCursor::id)
                        .toList());
        assertThat(pages).isEqualTo(15);
    }

    @Test
    void findsTheFirstInEitherOrder() {
        OperationLogFilter all = OperationLogFilter.ALL;
        assertThat(repository.findFirst(all, LogPageRequest.FIRST)).isEmpty();
        OperationLogEntry early = TestEntries.at(TestEntries.NOON);
        OperationLogEntry late = TestEntries.at(TestEntries.NOON.plusSeconds(1));
        repository.saveAll(List.of(late, early));

        assertThat(repository.findFirst(all, LogPageRequest.FIRST)).contains(late);
        assertThat(repository.findFirst(all, LogPageRequest.FIRST.sorted(LogPageRequest.Sort.OLDEST)))
                .contains(early);
        assertThat(repository.findFirst(all, LogPageRequest.FIRST.after(LogCursor.after(late))))
                .contains(early);
    }

    @Test
    void takesACursorThatNoEntryHas() {
        OperationLogEntry entry = TestEntries.complete();
        repository.saveAll(List.of(entry));

        assertThat(repository
                        .find(
                                OperationLogFilter.ALL,
                                LogPageRequest.FIRST.after(
                                        new LogCursor(Instant.parse("9000-01-01T00:00:00Z"), new UUID(-1, -1))))
                        .items())
                .containsExactly(entry);
        assertThat(repository
                        .find(
                                OperationLogFilter.ALL,
                                LogPageRequest.FIRST.after(
                                        new LogCursor(Instant.parse("1500-01-01T00:00:00Z"), new UUID(0, 0))))
                        .items())
                .isEmpty();
    }

    @Test
    void stopsCountingAtABound() {
        List<OperationLogEntry> entries = IntStream.range(0, LogPage.Total.BOUND + 5)
                .mapToObj(i -> TestEntries.sparse())
                .toList();
        repository.saveAll(entries);

        assertThat(repository
                        .find(OperationLogFilter.ALL, LogPageRequest.first(1))
                        .total())
                .isEqualTo(new LogPage.Total(LogPage.Total.BOUND, false));
        assertThat(repository.count(OperationLogFilter.ALL)).isEqualTo(new LogPage.Total(LogPage.Total.BOUND, false));
    }

    @Test
    void countsApartFromAPage() {
        repository.saveAll(IntStream.range(0, 5)
                .mapToObj(i -> TestEntries.described("item " + i))
                .toList());
        LogPageRequest two = LogPageRequest.first(2).uncounted();

        LogPage<OperationLogEntry> first = repository.find(OperationLogFilter.ALL, two);
        assertThat(first.items()).hasSize(2);
        // Two entries and the first of the next page have been seen.
        assertThat(first.total()).isEqualTo(new LogPage.Total(3, false));
        assertThat(repository
                        .find(OperationLogFilter.ALL, two.after(first.next()))
                        .total()
                        .exact())
                .isFalse();
        assertThat(repository.find(OperationLogFilter.ALL, two.limited(5)).total())
                .isEqualTo(new LogPage.Total(5, true));
        assertThat(repository.count(OperationLogFilter.ALL)).isEqualTo(new LogPage.Total(5, true));
        assertThat(repository.count(
                        OperationLogFilter.builder().text("\"item 3\"").build()))
                .isEqualTo(new LogPage.Total(1, true));
    }

    @Test
    void keepsTheOrderOfExtras() {
        Map<String, String> extra = new java.util.LinkedHashMap<>();
        extra.put("z", "1");
        extra.put("a", "2");
        OperationLogEntry plain = TestEntries.complete();
        OperationLogEntry entry = new OperationLogEntry(
                plain.id(),
                plain.occurredAt(),
                plain.duration(),
                plain.module(),
                plain.action(),
                plain.description(),
                plain.outcome(),
                null,
                null,
                null,
                null,
                plain.source(),
                null,
                null,
                null,
                extra,
                List.of(),
                null);

        repository.saveAll(List.of(entry));

        assertThat(repository.findById(entry.id()).orElseThrow().extra().keySet())
                .containsExactly("z", "a");
    }

    @Test
    void streamsEveryMatchNewestFirst() {
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 4_500; i++) {
            entries.add(TestEntries.entry(
                    TestEntries.NOON.plusMillis(i / 3),
                    i % 2 == 0 ? "even" : "odd",
                    "OTHER",
                    "n" + i,
                    Outcome.SUCCESS));
        }
        repository.saveAll(entries);
        List<OperationLogEntry> streamed = new ArrayList<>();

        repository.stream(OperationLogFilter.builder().module("even").build(), LogPageRequest.first(1), streamed::add);

        assertThat(streamed).hasSize(2_250).allMatch(entry -> entry.module().equals("even"));
        assertThat(new HashSet<>(streamed)).hasSize(2_250);
        assertThat(streamed)
                .extracting(OperationLogEntry::occurredAt)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void endsAStreamWhenItsSinkThrows() {
        repository.saveAll(List.of(TestEntries.complete(), TestEntries.complete()));
        List<OperationLogEntry> streamed = new ArrayList<>();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> repository.stream(OperationLogFilter.ALL, entry -> {
                    streamed.add(entry);
                    throw new java.io.UncheckedIOException(new java.io.IOException("client gone"));
                }))
                .hasMessageContaining("client gone");

        assertThat(streamed).hasSize(1);
    }

    @Test
    void countsWhatMatches() {
        Instant hour = TestEntries.NOON.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        OperationLogEntry plain = TestEntries.complete();
        for (int i = 0; i < 3; i++) {
            repository.saveAll(List.of(TestEntries.entry(
                    TestEntries.NOON.plusSeconds(i * 3_600L), "orders", "UPDATE", "x", Outcome.SUCCESS)));
        }
        repository.saveAll(List.of(
                TestEntries.entry(TestEntries.NOON, "orders", "DELETE", "x", Outcome.FAILURE),
                TestEntries.entry(TestEntries.NOON, "staff", "DELETE", "x", Outcome.FAILURE),
                TestEntries.with(TestEntries.sparse(), Operator.of("grace"), null, null, null, Duration.ofSeconds(5))));

        LogStatistics all = repository.aggregate(OperationLogFilter.ALL, Duration.ofHours(1));
        LogStatistics orders = repository.aggregate(
                OperationLogFilter.builder().module("staff").build(), Duration.ofDays(1));

        assertThat(all.total()).isEqualTo(6);
        assertThat(all.failures()).isEqualTo(2);
        assertThat(all.buckets())
                .extracting(LogStatistics.Bucket::from, LogStatistics.Bucket::count)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(hour, 4L),
                        org.assertj.core.api.Assertions.tuple(hour.plusSeconds(3_600), 1L),
                        org.assertj.core.api.Assertions.tuple(hour.plusSeconds(7_200), 1L));
        assertThat(all.counts("modules"))
                .containsExactly(new ValueCount("orders", 5, 1), new ValueCount("staff", 1, 1));
        assertThat(all.counts("actions")).extracting(ValueCount::value).containsExactly("UPDATE", "DELETE", "OTHER");
        assertThat(all.counts("operators"))
                .containsExactly(
                        new ValueCount(
                                java.util.Objects.requireNonNull(plain.operator())
                                        .id(),
                                5,
                                2),
                        new ValueCount("grace", 1, 0));
        assertThat(repository.slowest(OperationLogFilter.ALL, 10).get(0).duration())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(orders.total()).isEqualTo(1);
        assertThat(orders.counts("outcomes")).containsExactly(new ValueCount("FAILURE", 1, 1));
    }

    @Test
    void countsTheValuesOfAField() {
        repository.saveAll(List.of(
                byOperator("ada", "orders"),
                byOperator("ada", "products"),
                byOperator("Adam_1", "orders"),
                byOperator("bob", "orders"),
                TestEntries.entry(TestEntries.NOON, "staff", "DELETE", "x", Outcome.FAILURE),
                TestEntries.sparse()));
        String other = Objects.requireNonNull(TestEntries.complete().operator()).id();
        OperationLogFilter all = OperationLogFilter.ALL;

        assertThat(repository.values(all, "operator", ""))
                .isEqualTo(new FieldValues(
                        List.of(
                                new ValueCount("ada", 2, 0),
                                new ValueCount("Adam_1", 1, 0),
                                new ValueCount("bob", 1, 0),
                                new ValueCount(other, 1, 1)),
                        new LogPage.Total(5, true)));
        assertThat(repository.values(all, "operator", "AD").values())
                .containsExactly(new ValueCount("ada", 2, 0), new ValueCount("Adam_1", 1, 0));
        assertThat(repository.values(all, "operator", "am_").values()).containsExactly(new ValueCount("Adam_1", 1, 0));
        assertThat(repository.values(all, "operator", "%").values()).isEmpty();
        assertThat(repository
                        .values(OperationLogFilter.builder().module("orders").build(), "operator", "")
                        .values())
                .containsExactly(
                        new ValueCount("Adam_1", 1, 0), new ValueCount("ada", 1, 0), new ValueCount("bob", 1, 0));
        assertThat(repository.values(all, "outcome", "").values())
                .extracting(ValueCount::value)
                .contains("FAILURE", "SUCCESS");
        for (String field : OperationLogDefinition.OPERATION_LOG.fields().keySet()) {
            assertThat(repository.values(all, field, "no such value").counted()).isEqualTo(new LogPage.Total(0, true));
        }
        assertThatThrownBy(() -> repository.values(all, "description", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("description");
    }

    @Test
    void countsTheValuesOfTheNewestEntriesOnly() {
        List<OperationLogEntry> entries = new ArrayList<>(IntStream.range(0, LogPage.Total.BOUND)
                .mapToObj(i -> TestEntries.entry(TestEntries.NOON, "new", "OTHER", "x", Outcome.SUCCESS))
                .toList());
        entries.add(TestEntries.entry(TestEntries.NOON.minusSeconds(1), "old", "OTHER", "x", Outcome.SUCCESS));
        repository.saveAll(entries);

        FieldValues values = repository.values(OperationLogFilter.ALL, "module", "");

        assertThat(values.values()).containsExactly(new ValueCount("new", LogPage.Total.BOUND, 0));
        assertThat(values.counted()).isEqualTo(new LogPage.Total(LogPage.Total.BOUND, false));
        assertThat(repository.values(OperationLogFilter.ALL, "module", "ol").values())
                .containsExactly(new ValueCount("old", 1, 0));
    }

    private List<OperationLogEntry> find(UnaryOperator<OperationLogFilter.Builder> filters) {
        return repository
                .find(filters.apply(OperationLogFilter.builder()).build())
                .items();
    }

    /** Returns the entry among enough others for the bulk insert. */
    private static List<OperationLogEntry> padded(OperationLogEntry entry) {
        List<OperationLogEntry> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            batch.add(TestEntries.described("filler"));
        }
        batch.add(5, entry);
        return batch;
    }
}
