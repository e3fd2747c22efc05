package io.opsmon.loginlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.client.ClientHints;
import io.opsmon.log.FieldValues;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.LogVisibility;
import io.opsmon.log.Outcome;
import io.opsmon.log.ValueCount;
import io.opsmon.log.ValueFilter;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of every {@link LoginLogRepository}. The test of a repository extends this class and creates an empty
 * repository.
 */
public abstract class LoginLogRepositoryContract {

    private LoginLogRepository repository = new InMemoryLoginLogRepository(1);

    /** Returns the repository under test, without entries. */
    protected abstract LoginLogRepository emptyRepository();

    @BeforeEach
    void makeRepository() {
        repository = emptyRepository();
    }

    private List<LoginLogEntry> find(UnaryOperator<LoginLogFilter.Builder> filters) {
        return repository.find(filters.apply(LoginLogFilter.builder()).build()).items();
    }

    private static LoginClient at(String ip) {
        return new LoginClient(ip, null, ClientHints.NONE);
    }

    @Test
    void givesBackEveryComponentOfAnEntry() {
        LoginLogEntry complete = TestLogins.complete();
        LoginLogEntry sparse = TestLogins.sparse();

        repository.saveAll(List.of(complete, sparse));

        assertThat(repository.findById(complete.id())).contains(complete);
        assertThat(repository.findById(sparse.id())).contains(sparse);
        assertThat(find(query -> query)).containsExactlyInAnyOrder(complete, sparse);
    }

    @Test
    void storesAnIdOnce() {
        LoginLogEntry entry = TestLogins.complete();
        repository.saveAll(List.of(entry));
        repository.saveAll(List.of(TestLogins.sparse(), entry, entry));

        assertThat(find(query -> query)).hasSize(2);
        assertThat(repository.findById(UUID.randomUUID())).isEmpty();
    }

    @Test
    void filtersByEachColumn() {
        LoginLogEntry complete = TestLogins.complete();
        LoginLogEntry other = TestLogins.entry(
                TestLogins.NOON.plusSeconds(1), LoginEvent.KICK, Outcome.SUCCESS, null, "mallorx", at("10.0.0.1"));
        repository.saveAll(List.of(complete, other));

        List<UnaryOperator<LoginLogFilter.Builder>> filters = List.of(
                query -> query.username("mallory"),
                query -> query.tenant("t1"),
                query -> query.event(LoginEvent.LOGIN),
                query -> query.outcome(Outcome.FAILURE),
                query -> query.method(LoginMethod.FORM),
                query -> query.reason(FailureReason.BAD_CREDENTIALS),
                query -> query.clientIp("89.160.20.113"),
                query -> query.sessionReference("0123456789abcdef0123456789abcdef"),
                query -> query.risk(LoginRisk.NEW_DEVICE),
                query -> query.risk(LoginRisk.FAILURE_BURST),
                query -> query.text("CREDENTIALS 密"),
                query -> query.text("LLORY"),
                query -> query.to(TestLogins.NOON.plusSeconds(1)));
        assertThat(filters).allSatisfy(filter -> assertThat(find(filter)).containsExactly(complete));
        assertThat(find(query -> query.from(TestLogins.NOON.plusSeconds(1)))).containsExactly(other);
        assertThat(find(query -> query.risk(LoginRisk.IMPOSSIBLE_TRAVEL))).isEmpty();
        assertThat(find(query -> query.text("100%"))).isEmpty();
    }

    @Test
    void findsOnlyVisibleEntries() {
        LoginLogEntry complete = TestLogins.complete();
        LoginLogEntry without = TestLogins.success(TestLogins.NOON, "ada");
        repository.saveAll(List.of(complete, without));

        Map<LogVisibility, List<LoginLogEntry>> visible = Map.of(
                LogVisibility.ALL,
                List.of(complete, without),
                LogVisibility.ofTenants(List.of("t1", "t2")),
                List.of(complete),
                LogVisibility.ofTenants(List.of("t2")),
                List.of(),
                LogVisibility.ofTenants(List.of()),
                List.of(),
                LogVisibility.ofApplications(List.of()),
                List.of(),
                LogVisibility.ofApplications(List.of(without.application())).withinTenants(List.of("t1")),
                List.of(complete));
        visible.forEach((visibility, entries) -> assertThat(
                        repository.find(LoginLogFilter.ALL.within(visibility)).items())
                .as("%s", visibility)
                .containsExactlyInAnyOrderElementsOf(entries));
    }

    @Test
    void acceptsAndExcludesSeveralValues() {
        LoginLogEntry complete = TestLogins.complete();
        LoginLogEntry kick = TestLogins.entry(
                TestLogins.NOON.plusSeconds(1), LoginEvent.KICK, Outcome.SUCCESS, null, "mallorx", at("10.0.0.1"));
        LoginLogEntry login = TestLogins.success(TestLogins.NOON.plusSeconds(2), "ada");
        repository.saveAll(List.of(complete, kick, login));

        assertThat(find(query -> query.username(ValueFilter.anyOf("ada", "mallorx"))))
                .containsExactlyInAnyOrder(kick, login);
        assertThat(find(query -> query.event(ValueFilter.except("KICK")))).containsExactlyInAnyOrder(complete, login);
        assertThat(find(query -> query.reason(ValueFilter.except("BAD_CREDENTIALS"))))
                .containsExactlyInAnyOrder(kick, login);
        assertThat(find(query -> query.risk(ValueFilter.anyOf("NEW_DEVICE", "IMPOSSIBLE_TRAVEL"))))
                .containsExactly(complete);
        assertThat(find(query -> query.risk(ValueFilter.except("NEW_DEVICE", "IMPOSSIBLE_TRAVEL"))))
                .containsExactlyInAnyOrder(kick, login);
        assertThat(find(query -> query.risk(new ValueFilter(Set.of("FAILURE_BURST"), Set.of("NEW_DEVICE")))))
                .isEmpty();
        assertThat(find(query -> query.text("mallor 89.160"))).containsExactly(complete);
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryEntryOnceInPagesWhileOthersAreAdded(LogPageRequest.Sort sort) {
        List<LoginLogEntry> existing = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            existing.add(TestLogins.success(TestLogins.NOON.plusNanos(i / 3 * 1_000L), "user" + i));
        }
        repository.saveAll(existing);

        int behind = sort == LogPageRequest.Sort.NEWEST ? 1 : -1;
        Set<UUID> seen = new HashSet<>();
        @Nullable LogCursor cursor = null;
        do {
            LogPage<LoginLogEntry> page = repository.find(
                    LoginLogFilter.ALL, LogPageRequest.first(7).sorted(sort).after(cursor));
            page.items().forEach(entry -> assertThat(seen.add(entry.id())).isTrue());
            repository.saveAll(List.of(TestLogins.success(TestLogins.NOON.plusSeconds(9L * behind), "late")));
            cursor = page.next();
        } while (cursor != null);

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        existing.stream().map(LoginLogEntry::id).toList());
    }

    @Test
    void streamsAllThatMatch() {
        repository.saveAll(List.of(
                TestLogins.success(TestLogins.NOON, "a"),
                TestLogins.success(TestLogins.NOON, "b"),
                TestLogins.success(TestLogins.NOON.plusSeconds(1), "a")));
        List<LoginLogEntry> streamed = new ArrayList<>();

        repository.stream(LoginLogFilter.builder().username("a").build(), LogPageRequest.first(1), streamed::add);

        assertThat(streamed).extracting(LoginLogEntry::username).containsExactly("a", "a");
        assertThat(streamed.get(0).occurredAt()).isAfter(streamed.get(1).occurredAt());
    }

    @Test
    void countsTheAttemptsOfEachValueOfAField() {
        repository.saveAll(List.of(
                TestLogins.complete(),
                TestLogins.success(TestLogins.NOON, "alice"),
                TestLogins.failure(TestLogins.NOON, "alice", FailureReason.UNKNOWN_USER)));

        assertThat(repository.values(LoginLogFilter.ALL, "username", ""))
                .isEqualTo(new FieldValues(
                        List.of(new ValueCount("mallory", 3, 3), new ValueCount("alice", 2, 1)),
                        new LogPage.Total(3, true)));
        assertThat(repository
                        .values(
                                LoginLogFilter.builder()
                                        .outcome(Outcome.FAILURE)
                                        .build(),
                                "reason",
                                "")
                        .values())
                .containsExactly(new ValueCount("BAD_CREDENTIALS", 3, 3), new ValueCount("UNKNOWN_USER", 1, 1));
        for (String field : LoginLogDefinition.LOGIN_LOG.fields().keySet()) {
            assertThat(repository
                            .values(LoginLogFilter.ALL, field, "no such value")
                            .values())
                    .isEmpty();
        }
    }

    @Test
    void findsUserNamesInAnyCase() {
        LoginLogEntry complete = TestLogins.complete();
        LoginLogEntry upper = TestLogins.success(TestLogins.NOON, "MALLORY");
        LoginLogEntry other = TestLogins.success(TestLogins.NOON, "mallorya");
        repository.saveAll(List.of(complete, upper, other, TestLogins.sparse()));

        assertThat(find(query -> query.username("Mallory"))).containsExactlyInAnyOrder(complete, upper);
        assertThat(find(query -> query.username(ValueFilter.except("mALLORY"))))
                .contains(other)
                .doesNotContain(complete, upper);
    }

    @Test
    void countsAttemptsAndNotOnlyEntries() {
        Instant hour = Instant.parse("2026-03-01T12:00:00Z");
        repository.saveAll(List.of(
                TestLogins.complete(),
                TestLogins.success(hour.plusSeconds(60), "alice"),
                TestLogins.failure(hour.plusSeconds(3_700), "alice", FailureReason.UNKNOWN_USER)));

        LogStatistics statistics = repository.aggregate(LoginLogFilter.ALL, Duration.ofHours(1));

        assertThat(statistics.total()).isEqualTo(5);
        assertThat(statistics.failures()).isEqualTo(4);
        assertThat(statistics.buckets())
                .containsExactly(
                        new LogStatistics.Bucket(hour, 4, 3, null),
                        new LogStatistics.Bucket(hour.plusSeconds(3_600), 1, 1, null));
        assertThat(statistics.counts("reasons"))
                .containsExactly(new ValueCount("BAD_CREDENTIALS", 3, 3), new ValueCount("UNKNOWN_USER", 1, 1));
        assertThat(statistics.counts("users"))
                .containsExactly(new ValueCount("mallory", 3, 3), new ValueCount("alice", 2, 1));
        assertThat(statistics.counts("addresses")).containsExactly(new ValueCount("89.160.20.113", 3, 3));
    }
}
