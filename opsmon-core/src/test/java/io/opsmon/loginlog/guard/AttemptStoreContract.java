package io.opsmon.loginlog.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link AttemptStore}. */
public abstract class AttemptStoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final AttemptPolicy POLICY =
            new AttemptPolicy(3, Duration.ofMinutes(10), MINUTE, Duration.ofMinutes(3));
    private static final AttemptKey KEY = new AttemptKey("Mallory ", "10.0.0.1");

    private AttemptStore store = new InMemoryAttemptStore(1, MINUTE);

    /** Redis expires keys by its own clock, so the tests start at the current time. */
    private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis());

    /** Returns the store under test, empty. */
    protected abstract AttemptStore emptyStore(int capacity);

    /** Returns the current number of keys in the store. */
    protected abstract long remembered();

    @BeforeEach
    void makeStore() {
        store = emptyStore(3_000);
    }

    private Optional<AttemptLock> fail(int times, Instant at) {
        Optional<AttemptLock> last = Optional.empty();
        for (int i = 0; i < times; i++) {
            last = store.fail(KEY, POLICY, at.plusMillis(i));
        }
        return last;
    }

    @Test
    void locksWithTheFailureThatIsOneTooMany() {
        assertThat(fail(2, now)).isEmpty();
        assertThat(store.lock(KEY, now)).isEmpty();

        AttemptLock lock = store.fail(KEY, POLICY, now.plusSeconds(1)).orElseThrow();

        assertThat(lock.username()).isEqualTo("Mallory ");
        assertThat(lock.address()).isEqualTo("10.0.0.1");
        assertThat(lock.failures()).isEqualTo(3);
        assertThat(Duration.between(lock.since(), lock.until())).isEqualTo(MINUTE);
        assertThat(store.lock(KEY, now.plusSeconds(2))).contains(lock);
        assertThat(store.lock(new AttemptKey("mallory", "10.0.0.1"), now.plusSeconds(2)))
                .contains(lock);
        assertThat(store.lock(new AttemptKey("mallory", "10.0.0.2"), now.plusSeconds(2)))
                .isEmpty();
        assertThat(store.lock(new AttemptKey(null, "10.0.0.1"), now.plusSeconds(2)))
                .isEmpty();
    }

    /** Anybody can send such a name to a form of sign-in. */
    @Test
    void countsFailuresOfANameThatDatabasesReject() {
        AttemptKey odd =
                new AttemptKey("adm\u0000in, high \uD83D alone" + "x".repeat(167) + "\uD83D\uDE00", "10.0.0.3");
        store.fail(odd, POLICY, now);
        store.fail(odd, POLICY, now.plusMillis(1));

        AttemptLock lock = store.fail(odd, POLICY, now.plusMillis(2)).orElseThrow();

        assertThat(store.lock(odd, now.plusSeconds(1))).contains(lock);
        assertThat(lock.username()).startsWith("adm").doesNotContain("\u0000");
    }

    @Test
    void countsNoFailureWhileItIsLocked() {
        fail(3, now);

        assertThat(store.fail(KEY, POLICY, now.plusSeconds(5))).isEmpty();
        assertThat(store.lock(KEY, now.plusSeconds(61))).isEmpty();
    }

    @Test
    void locksLongerEachTimeUpToTheLongest() {
        List<Duration> times = new ArrayList<>();
        Instant at = now;
        for (int i = 0; i < 3; i++) {
            AttemptLock lock = fail(3, at).orElseThrow();
            times.add(Duration.between(lock.since(), lock.until()));
            at = lock.until().plusSeconds(1);
        }

        assertThat(times).containsExactly(MINUTE, MINUTE.multipliedBy(2), MINUTE.multipliedBy(3));
    }

    @Test
    void forgetsFailuresThatAreOld() {
        fail(2, now);

        assertThat(store.fail(KEY, POLICY, now.plus(Duration.ofMinutes(16)))).isEmpty();
    }

    @Test
    void forgetsWhatIsCleared() {
        AttemptLock lock = fail(3, now).orElseThrow();

        assertThat(store.clear(lock.id(), now.plusSeconds(1))).contains(lock);
        assertThat(store.clear(lock.id(), now.plusSeconds(1))).isEmpty();
        assertThat(store.lock(KEY, now.plusSeconds(1))).isEmpty();
        assertThat(fail(2, now.plusSeconds(2))).isEmpty();
    }

    @Test
    void listsTheLocksThereAre() {
        AttemptLock first = fail(3, now).orElseThrow();
        AttemptLock second = null;
        for (int i = 0; i < 3; i++) {
            second = store.fail(new AttemptKey(null, "2001:db8::/64"), POLICY, now.plusSeconds(5))
                    .orElse(null);
        }

        assertThat(store.locks(now.plusSeconds(6), 10)).containsExactly(second, first);
        assertThat(store.locks(now.plusSeconds(6), 1)).hasSize(1);
        assertThat(store.locks(now.plusSeconds(62), 10)).containsExactly(second);
        assertThat(store.locks(now.plus(Duration.ofHours(1)), 10)).isEmpty();
    }

    @Test
    void makesOneLockHoweverManyFailAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<AttemptLock>>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(threads.submit(() -> store.fail(KEY, POLICY, now)));
            }
            int locks = 0;
            for (Future<Optional<AttemptLock>> result : results) {
                locks += result.get().isPresent() ? 1 : 0;
            }
            assertThat(locks).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void admitsNoMoreAttemptsThanThePolicyHoweverManyComeAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<Future<AttemptStore.Reservation>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(threads.submit(() -> store.reserve(KEY, POLICY, now)));
            }
            int admitted = 0;
            int locks = 0;
            for (Future<AttemptStore.Reservation> result : results) {
                AttemptStore.Reservation reservation = result.get();
                admitted += reservation.admitted() ? 1 : 0;
                locks += reservation.admitted() && reservation.lock() != null ? 1 : 0;
                assertThat(reservation.admitted() || reservation.lock() != null).isTrue();
            }
            assertThat(admitted).isEqualTo(3);
            assertThat(locks).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void countsAnAttemptNoMoreThatIsGivenBack() {
        AttemptStore.Reservation first = store.reserve(KEY, POLICY, now);
        store.giveBack(KEY, POLICY, first, now.plusSeconds(1));
        assertThat(fail(2, now.plusSeconds(2))).isEmpty();

        AttemptStore.Reservation third = store.reserve(KEY, POLICY, now.plusSeconds(3));
        assertThat(third.lock()).isNotNull();
        store.giveBack(KEY, POLICY, third, now.plusSeconds(4));

        assertThat(store.lock(KEY, now.plusSeconds(5))).isEmpty();
        assertThat(store.locks(now.plusSeconds(5), 10)).isEmpty();
        AttemptLock lock = store.fail(KEY, POLICY, now.plusSeconds(6)).orElseThrow();
        assertThat(Duration.between(lock.since(), lock.until())).isEqualTo(MINUTE);
    }

    @Test
    void takesNamesThatADirectoryTakesForOneForOne() {
        for (String name : List.of("mállory", "ＭＡＬＬＯＲＹ", "mal\u200Blory")) {
            store.fail(new AttemptKey(name, "10.0.0.1"), POLICY, now);
        }

        assertThat(store.lock(KEY, now.plusSeconds(1))).isPresent();
        String longName = "x".repeat(10_000);
        assertThat(new AttemptKey(longName + "a", "").id()).isNotEqualTo(new AttemptKey(longName + "b", "").id());
    }

    private int sprayed;

    private void spray(String name, int keys, int failuresOfEach) {
        for (int i = 0; i < keys; i++) {
            sprayed++;
            for (int k = 0; k < failuresOfEach; k++) {
                store.fail(new AttemptKey(name + i, "10.0.0.9"), POLICY, now.plusMillis(100 + sprayed));
            }
        }
    }

    @Test
    void keepsNoMoreKeysThanItsCapacity() {
        store = emptyStore(30);

        spray("once", 100, 1);
        assertThat(remembered()).isEqualTo(10);
        spray("twice", 50, 2);
        spray("locked", 50, 3);

        assertThat(remembered()).isBetween(20L, 31L);
        assertThat(store.locks(now.plusSeconds(1), 100)).hasSizeBetween(10, 11);
    }

    @Test
    void sprayingForgetsNeitherALockNorAKeyThatIsNearToOne() {
        store = emptyStore(30);
        AttemptLock lock = fail(3, now).orElseThrow();
        AttemptKey near = new AttemptKey("near", "10.0.0.2");
        store.fail(near, POLICY, now);
        store.fail(near, POLICY, now);

        spray("once", 200, 1);

        assertThat(store.lock(KEY, now.plusSeconds(1))).contains(lock);
        assertThat(store.fail(near, POLICY, now.plusSeconds(1))).isPresent();
    }

    @Test
    void manyLocksEvictTheLockThatEndsFirst() {
        store = emptyStore(30);
        AttemptLock first = fail(3, now).orElseThrow();
        AttemptLock second = fail(3, first.until().plusSeconds(1)).orElseThrow();
        Instant later = second.since();
        AttemptKey ends = new AttemptKey("ends first", "10.0.0.2");
        for (int i = 0; i < 3; i++) {
            store.fail(ends, POLICY, later.minusSeconds(1));
        }

        for (int i = 0; i < 60; i++) {
            store.fail(new AttemptKey("other" + i / 3, "10.0.0.9"), POLICY, later.plusMillis(i));
        }

        // Twice as long as the others.
        assertThat(store.lock(KEY, later.plusSeconds(1))).contains(second);
        assertThat(store.lock(ends, later.plusSeconds(1))).isEmpty();
    }

    /** Otherwise, an attacker could fill the store, and then alternate between two names without limit. */
    @Test
    void countsNewKeysAlthoughItIsFull() {
        store = emptyStore(30);
        spray("twice", 50, 2);
        spray("once", 50, 1);
        AttemptKey other = new AttemptKey("other", "10.0.0.1");

        Optional<AttemptLock> lock = Optional.empty();
        Optional<AttemptLock> lockOfOther = Optional.empty();
        for (int i = 0; i < 3; i++) {
            lock = store.fail(KEY, POLICY, now.plusSeconds(1).plusMillis(i));
            lockOfOther = store.fail(other, POLICY, now.plusSeconds(1).plusMillis(i));
        }

        assertThat(lock).isPresent();
        assertThat(lockOfOther).isPresent();
    }
}
