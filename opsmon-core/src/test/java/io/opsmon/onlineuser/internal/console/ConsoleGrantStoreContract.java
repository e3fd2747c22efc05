package io.opsmon.onlineuser.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.onlineuser.TestSessions;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore.Taken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link ConsoleGrantStore}. */
public abstract class ConsoleGrantStoreContract {

    private ConsoleGrantStore store = new InMemoryConsoleGrantStore();

    /** Redis expires keys by its own clock, so the tests start at the current time. */
    private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis()).truncatedTo(ChronoUnit.SECONDS);

    private final Instant later = now.plus(Duration.ofMinutes(10));

    /** Returns the store under test. */
    protected abstract ConsoleGrantStore store();

    @BeforeEach
    void makeStore() {
        store = store();
    }

    private ConsoleGrant put(Duration validity) {
        ConsoleGrant grant = new ConsoleGrant(TestSessions.ref(), "c2VhbGVk/+=", now.plus(validity));
        store.put(grant);
        return grant;
    }

    @Test
    void givesBackAGrantUntilItsEnd() {
        ConsoleGrant grant = put(Duration.ofMinutes(1));

        assertThat(store.get(grant.ref(), now)).contains(grant);
        assertThat(store.get(grant.ref(), grant.until())).isEmpty();
        assertThat(store.get(TestSessions.ref(), now)).isEmpty();
    }

    @Test
    void keepsALongContent() {
        ConsoleGrant grant = new ConsoleGrant(TestSessions.ref(), "x".repeat(30_000), later);
        store.put(grant);

        assertThat(store.get(grant.ref(), now)).contains(grant);
    }

    @Test
    void givesTheContentOnceAndRemembersTheUse() {
        ConsoleGrant grant = put(Duration.ofMinutes(1));

        assertThat(store.take(grant.ref(), now, later)).isEqualTo(new Taken(grant.sealed(), false));
        assertThat(store.take(grant.ref(), now, later)).isEqualTo(Taken.USED);
        assertThat(store.take(grant.ref(), grant.until().plusSeconds(1), later)).isEqualTo(Taken.USED);
        assertThat(store.take(grant.ref(), later, later)).isEqualTo(Taken.UNKNOWN);
        assertThat(store.get(grant.ref(), now)).isEmpty();
    }

    @Test
    void givesNoContentThatHasEndedOrIsUnknown() {
        ConsoleGrant grant = put(Duration.ofMinutes(1));

        assertThat(store.take(grant.ref(), grant.until(), later)).isEqualTo(Taken.UNKNOWN);
        assertThat(store.take(TestSessions.ref(), now, later)).isEqualTo(Taken.UNKNOWN);
    }

    @Test
    void givesTheContentToOneOfManyConcurrentCalls() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                ConsoleGrant grant = put(Duration.ofMinutes(1));
                CountDownLatch ready = new CountDownLatch(8);
                Callable<Taken> take = () -> {
                    ready.countDown();
                    ready.await();
                    return store.take(grant.ref(), now, later);
                };
                List<Future<Taken>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    calls.add(threads.submit(take));
                }
                List<Taken> results = new ArrayList<>();
                for (Future<Taken> call : calls) {
                    results.add(call.get());
                }
                assertThat(results)
                        .containsOnlyOnce(new Taken(grant.sealed(), false))
                        .filteredOn(Taken.USED::equals)
                        .hasSize(7);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void movesTheEndToALaterTimeOnly() {
        ConsoleGrant grant = put(Duration.ofMinutes(1));

        store.extend(grant.ref(), now.plusSeconds(30));
        assertThat(store.get(grant.ref(), now)).contains(grant);
        store.extend(grant.ref(), later);
        assertThat(store.get(grant.ref(), now)).contains(new ConsoleGrant(grant.ref(), grant.sealed(), later));

        String unknown = TestSessions.ref();
        store.extend(unknown, later);
        assertThat(store.get(unknown, now)).isEmpty();
    }

    @Test
    void removesAndCleans() {
        ConsoleGrant removed = put(Duration.ofMinutes(5));
        ConsoleGrant ended = put(Duration.ofMinutes(1));
        ConsoleGrant kept = put(Duration.ofMinutes(5));

        store.remove(List.of(removed.ref(), TestSessions.ref()));
        store.remove(List.of());
        store.clean(ended.until());

        assertThat(store.get(removed.ref(), now)).isEmpty();
        assertThat(store.get(kept.ref(), now)).contains(kept);
    }
}
