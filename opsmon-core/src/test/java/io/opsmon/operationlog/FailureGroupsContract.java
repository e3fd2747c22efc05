package io.opsmon.operationlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.opsmon.log.Outcome;
import io.opsmon.log.ValueCount;
import io.opsmon.log.ValueFilter;
import io.opsmon.operationlog.FailureGroups.Group;
import io.opsmon.operationlog.FailureGroups.Newest;
import io.opsmon.operationlog.FailureGroups.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of {@link OperationLogRepositoryContract} about groups of failures. */
abstract class FailureGroupsContract {

    private static final Instant FROM = TestEntries.NOON;
    private static final Instant TO = FROM.plus(Duration.ofHours(24));
    private static final OperationLogFilter DAY =
            OperationLogFilter.builder().from(FROM).to(TO).build();

    /** Returns the store under test without entries. */
    protected abstract OperationLogRepository repository();

    private static Instant hour(long hours) {
        return FROM.plus(Duration.ofHours(hours));
    }

    private static OperationLogEntry failed(
            Instant at, String module, String action, @Nullable String type, @Nullable String operator) {
        return TestEntries.failed(
                at, module, action, type == null ? null : new Failure(type, type + " at " + at, null), operator);
    }

    private FailureGroups groups(OperationLogFilter filter) {
        return repository().failures(filter, Sort.COUNT, 10);
    }

    private static List<Long> trend(int... buckets) {
        List<Long> trend = new ArrayList<>(Collections.nCopies(FailureGroups.BUCKETS, 0L));
        for (int bucket : buckets) {
            trend.set(bucket, trend.get(bucket) + 1);
        }
        return trend;
    }

    @Test
    void groupsFailuresByErrorTypeModuleAndAction() {
        OperationLogEntry last = failed(hour(5), "orders", "UPDATE", "Timeout", "ADA");
        OperationLogEntry other = failed(hour(3), "orders", "UPDATE", "Conflict", null);
        repository()
                .saveAll(List.of(
                        failed(hour(1), "orders", "UPDATE", "Timeout", "ada"),
                        failed(hour(2), "orders", "UPDATE", "Timeout", "bob"),
                        last,
                        other,
                        failed(hour(1), "orders", "DELETE", "Timeout", "ada"),
                        failed(hour(1), "staff", "UPDATE", "Timeout", "ada"),
                        TestEntries.entry(hour(2), "orders", "UPDATE", "went well", Outcome.SUCCESS),
                        TestEntries.entry(hour(2), "orders", "UPDATE", "stopped", Outcome.CANCELLED)));

        FailureGroups found = groups(DAY);

        assertThat(found.groups())
                .extracting(Group::errorType, Group::module, Group::action, Group::count)
                .containsExactly(
                        tuple("Timeout", "orders", "UPDATE", 3L),
                        tuple("Conflict", "orders", "UPDATE", 1L),
                        tuple("Timeout", "orders", "DELETE", 1L),
                        tuple("Timeout", "staff", "UPDATE", 1L));
        assertThat(found.groups().get(0))
                .isEqualTo(new Group(
                        "Timeout",
                        "orders",
                        "UPDATE",
                        3,
                        0,
                        2,
                        hour(1),
                        hour(5),
                        trend(1, 2, 5),
                        new Newest(last.id(), last.description(), "Timeout at " + hour(5))));
        assertThat(found.groups().get(1).operators()).isZero();
        assertThat(found.hasMore()).isFalse();
        assertThat(found.bucket()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void groupsFailuresWithoutReason() {
        OperationLogEntry newest = failed(hour(2), "orders", "UPDATE", null, "ada");
        repository()
                .saveAll(List.of(
                        failed(hour(-1), "orders", "UPDATE", null, "ada"),
                        failed(hour(1), "orders", "UPDATE", null, "ada"),
                        newest,
                        failed(hour(3), "orders", "UPDATE", "Timeout", "ada")));

        List<Group> found = groups(DAY).groups();

        assertThat(found).extracting(Group::errorType).containsExactly(null, "Timeout");
        assertThat(found.get(1).trend()).isEqualTo(trend(3));
        assertThat(found.get(0))
                .isEqualTo(new Group(
                        null,
                        "orders",
                        "UPDATE",
                        2,
                        1,
                        1,
                        hour(1),
                        hour(2),
                        trend(1, 2),
                        new Newest(newest.id(), newest.description(), null)));
    }

    @Test
    void comparesFailuresWithThePeriodBefore() {
        repository()
                .saveAll(List.of(
                        failed(FROM.minus(Duration.ofHours(24)), "orders", "UPDATE", "Timeout", null),
                        failed(FROM.minusNanos(1_000), "orders", "UPDATE", "Timeout", null),
                        failed(FROM.minus(Duration.ofHours(24)).minusNanos(1_000), "orders", "UPDATE", "Timeout", null),
                        failed(FROM.minusSeconds(1), "orders", "UPDATE", "Gone", null),
                        failed(FROM, "orders", "UPDATE", "Timeout", null),
                        failed(TO.minusNanos(1_000), "orders", "UPDATE", "Timeout", null),
                        failed(TO, "orders", "UPDATE", "Timeout", null)));

        assertThat(groups(DAY).groups())
                .extracting(Group::errorType, Group::count, Group::previous, Group::trend)
                .containsExactly(tuple("Timeout", 2L, 2L, trend(0, 23)));
    }

    @Test
    void showsTheNewestFailureOfAGroup() {
        OperationLogEntry first = failed(hour(1), "orders", "UPDATE", "Timeout", null);
        OperationLogEntry second = failed(hour(1), "orders", "UPDATE", "Timeout", null);
        repository().saveAll(List.of(second, first, failed(hour(1), "orders", "DELETE", "Timeout", null)));

        assertThat(groups(DAY).groups().get(0).newest().id()).isEqualTo(second.id());
    }

    @Test
    void limitsAndSortsGroups() {
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int type = 0; type < 5; type++) {
            for (int i = 0; i <= type; i++) {
                entries.add(failed(hour(10 - 2L * type).plusSeconds(i), "orders", "UPDATE", "T" + type, null));
            }
        }
        repository().saveAll(entries);

        FailureGroups frequent = repository().failures(DAY, Sort.COUNT, 2);
        FailureGroups recent = repository().failures(DAY, Sort.LAST, 3);
        FailureGroups all = repository().failures(DAY, Sort.LAST, 5);

        assertThat(frequent.groups()).extracting(Group::errorType).containsExactly("T4", "T3");
        assertThat(frequent.groups()).extracting(Group::count).containsExactly(5L, 4L);
        assertThat(frequent.hasMore()).isTrue();
        assertThat(recent.groups()).extracting(Group::errorType).containsExactly("T0", "T1", "T2");
        assertThat(recent.groups().get(2).trend()).isEqualTo(trend(6, 6, 6));
        assertThat(recent.hasMore()).isTrue();
        assertThat(all.groups()).hasSize(5);
        assertThat(all.hasMore()).isFalse();
    }

    @Test
    void groupsTheFailuresThatMatchAFilter() {
        repository()
                .saveAll(List.of(
                        failed(hour(1), "orders", "UPDATE", "Timeout", "ada"),
                        failed(hour(2), "orders", "UPDATE", "Timeout", "bob"),
                        failed(hour(3), "staff", "UPDATE", "Conflict", "ada"),
                        failed(hour(-1), "orders", "UPDATE", "Timeout", "bob")));

        assertThat(groups(DAY.toBuilder().operator("Ada").build()).groups())
                .extracting(
                        Group::errorType,
                        Group::count,
                        Group::previous,
                        group -> group.newest().message())
                .containsExactly(
                        tuple("Conflict", 1L, 0L, "Conflict at " + hour(3)),
                        tuple("Timeout", 1L, 0L, "Timeout at " + hour(1)));
        assertThat(groups(DAY.toBuilder()
                                .errorType(ValueFilter.except("Conflict"))
                                .build())
                        .groups())
                .extracting(Group::errorType, Group::count, Group::previous)
                .containsExactly(tuple("Timeout", 2L, 1L));
        assertThat(groups(DAY.toBuilder().text("conflict AT").build()).groups())
                .extracting(Group::errorType)
                .containsExactly("Conflict");
        assertThat(groups(DAY.toBuilder().outcome(Outcome.SUCCESS).build()).groups())
                .isEmpty();
        assertThat(groups(DAY.withRange(hour(20), hour(21))).groups()).isEmpty();
    }

    @Test
    void groupsFailuresOfAnyRange() {
        repository()
                .saveAll(List.of(
                        failed(FROM, "orders", "UPDATE", "Timeout", null),
                        failed(FROM.plusMillis(300), "orders", "UPDATE", "Timeout", null)));

        FailureGroups second = groups(DAY.withRange(FROM, FROM.plusMillis(500)));
        FailureGroups ever =
                groups(DAY.withRange(Instant.parse("1000-01-01T00:00:00Z"), Instant.parse("9999-12-30T00:00:00Z")));

        assertThat(second.bucket()).isEqualTo(Duration.ofSeconds(1));
        assertThat(second.groups()).extracting(Group::trend).containsExactly(trend(0, 0));
        assertThat(ever.groups()).extracting(Group::count).containsExactly(2L);
    }

    @Test
    void needsARangeToGroupFailures() {
        for (OperationLogFilter filter : List.of(
                OperationLogFilter.ALL, DAY.withRange(FROM, null), DAY.withRange(null, TO), DAY.withRange(TO, FROM))) {
            assertThatThrownBy(() -> groups(filter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("range");
        }
    }

    @Test
    void filtersByErrorType() {
        OperationLogEntry timeout = failed(hour(1), "orders", "UPDATE", "Timeout", null);
        OperationLogEntry conflict = failed(hour(2), "orders", "UPDATE", "Conflict", null);
        OperationLogEntry unknown = failed(hour(3), "orders", "UPDATE", null, null);
        repository().saveAll(List.of(timeout, conflict, unknown));

        assertThat(find(ValueFilter.anyOf("Timeout", "Conflict"))).containsExactly(conflict, timeout);
        assertThat(find(ValueFilter.except("Timeout"))).containsExactly(unknown, conflict);
        assertThat(find(ValueFilter.except("Timeout", "Conflict"))).containsExactly(unknown);
        assertThat(find(ValueFilter.anyOf("timeout"))).isEmpty();
        assertThat(repository()
                        .values(OperationLogFilter.ALL, "errorType", "ime")
                        .values())
                .containsExactly(new ValueCount("Timeout", 1, 1));
    }

    private List<OperationLogEntry> find(ValueFilter errorTypes) {
        return repository()
                .find(OperationLogFilter.builder().errorType(errorTypes).build())
                .items();
    }

    @Test
    void groupsManyFailures() {
        repository()
                .saveAll(IntStream.range(0, 3_000)
                        .mapToObj(
                                i -> failed(FROM.plusSeconds(i), "m" + i % 7, "UPDATE", "T" + i % 11, "user" + i % 100))
                        .toList());

        FailureGroups found = repository().failures(DAY, Sort.COUNT, FailureGroups.MAX_LIMIT);

        assertThat(found.groups()).hasSize(77);
        assertThat(found.groups().stream().mapToLong(Group::count).sum()).isEqualTo(3_000);
        assertThat(found.groups())
                .allSatisfy(group -> assertThat(group.trend().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(group.count()));
    }
}
