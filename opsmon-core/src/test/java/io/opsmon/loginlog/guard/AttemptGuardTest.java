package io.opsmon.loginlog.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import io.opsmon.loginlog.internal.guard.RedisAttemptStore;
import io.opsmon.testsupport.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptGuardTest {

    private static final AttemptPolicy THREE =
            new AttemptPolicy(3, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1));
    private static final AttemptPolicy TEN =
            new AttemptPolicy(10, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1));

    private final List<AttemptLock> locked = new ArrayList<>();
    private final List<AttemptLock> unlocked = new ArrayList<>();
    private final AttemptGuard guard = guard(new InMemoryAttemptStore(1_000, Duration.ofHours(1)));

    private AttemptGuard guard(AttemptStore store) {
        return new AttemptGuard(
                store,
                THREE,
                TEN,
                new AttemptGuard.LockListener() {
                    @Override
                    public void locked(AttemptLock lock) {
                        locked.add(lock);
                    }

                    @Override
                    public void unlocked(AttemptLock lock) {
                        unlocked.add(lock);
                    }
                },
                Clock.systemUTC());
    }

    private void fail(String username, String address, int times) {
        for (int i = 0; i < times; i++) {
            guard.failed(username, address);
        }
    }

    @Test
    void locksAUserAtOneAddressAndNowhereElse() {
        fail("admin", "203.0.113.5", 3);

        assertThat(guard.lock("admin", "203.0.113.5")).isPresent();
        assertThat(guard.lock("Admin", "203.0.113.5")).isPresent();
        assertThat(guard.lock("admin", "203.0.113.6")).isEmpty();
        assertThat(guard.lock("clerk", "203.0.113.5")).isEmpty();
        assertThat(locked).extracting(AttemptLock::username).containsExactly("admin");
    }

    @Test
    void neverLocksAnAdministratorOutFromEverywhere() {
        for (int i = 0; i < 250; i++) {
            fail("admin", "198.51.100." + i, 3);
        }

        assertThat(guard.lock("admin", "203.0.113.1")).isEmpty();
    }

    @Test
    void locksAnAddressFromWhichManyUsersFail() {
        for (int i = 0; i < 10; i++) {
            guard.failed("user" + i, "203.0.113.5");
        }

        assertThat(guard.lock("somebody else", "203.0.113.5")).isPresent();
        assertThat(guard.lock(null, "203.0.113.5")).isPresent();
        assertThat(locked)
                .singleElement()
                .satisfies(lock -> assertThat(lock.username()).isNull());
    }

    @Test
    void takesANetworkOfIpv6ForOneClient() {
        guard.failed("admin", "2001:db8:1:2::1");
        guard.failed("admin", "2001:db8:1:2:ffff::2");
        guard.failed("admin", "2001:db8:1:2:aaaa:bbbb:cccc:dddd");

        assertThat(guard.lock("admin", "2001:db8:1:2::99")).isPresent();
        assertThat(guard.lock("admin", "2001:db8:1:3::99")).isEmpty();
        assertThat(locked.get(0).address()).endsWith("/64");
    }

    @Test
    void forgetsFailuresAfterASuccessButNotThoseOfTheAddress() {
        fail("admin", "203.0.113.5", 2);
        guard.succeeded("admin", "203.0.113.5");
        fail("admin", "203.0.113.5", 2);
        assertThat(guard.lock("admin", "203.0.113.5")).isEmpty();

        for (int i = 0; i < 6; i++) {
            guard.failed("user" + i, "203.0.113.5");
        }
        assertThat(guard.lock("admin", "203.0.113.5")).isPresent();
    }

    @Test
    void liftsALock() {
        fail("admin", "203.0.113.5", 3);
        AttemptLock lock = guard.locks(10).get(0);

        assertThat(guard.unlock(lock.id())).contains(lock);

        assertThat(guard.unlock(lock.id())).isEmpty();
        assertThat(unlocked).containsExactly(lock);
        assertThat(guard.lock("admin", "203.0.113.5")).isEmpty();
    }

    @Test
    void letsPeopleInWhileItsStoreIsAway() {
        try (TestRedis redis = TestRedis.start();
                RedisAccess access = new RedisAccess(
                        io.lettuce.core.RedisClient.create(redis.uri()), Duration.ofMillis(300), "opsmon:")) {
            AttemptGuard onRedis = guard(new RedisAttemptStore(access, 1_000));
            for (int i = 0; i < 3; i++) {
                onRedis.failed("admin", "203.0.113.5");
            }
            assertThat(onRedis.lock("admin", "203.0.113.5")).isPresent();

            redis.stop();

            assertThat(onRedis.lock("admin", "203.0.113.5")).isEmpty();
            onRedis.failed("admin", "203.0.113.5");
            onRedis.succeeded("admin", "203.0.113.5");
        }
    }

    @Test
    void countsByTheWholeAddressWhereNoneIsKept() {
        for (int i = 0; i < 3; i++) {
            guard.begin("admin", null, "203.0.113.5").failed();
        }

        assertThat(guard.begin("admin", null, "203.0.113.5").refusal()).isPresent();
        assertThat(guard.begin("admin", null, "203.0.113.6").refusal()).isEmpty();
        assertThat(locked)
                .singleElement()
                .satisfies(lock -> assertThat(lock.address()).isEmpty());
    }

    @Test
    void keepsTheCountOfAnAddressThroughSuccesses() {
        for (int i = 0; i < 10; i++) {
            guard.begin("own", "203.0.113.5", "203.0.113.5").succeeded();
            guard.begin("user" + i, "203.0.113.5", "203.0.113.5").failed();
        }

        assertThat(guard.begin("own", "203.0.113.5", "203.0.113.5").refusal()).isPresent();
    }

    @Test
    void countsAnAttemptOnceHoweverManyProvidersAreAsked() {
        Object credential = new Object();
        Attempt attempt = guard.begin(credential, "admin", null, "203.0.113.5");

        assertThat(guard.begin(credential, "admin", null, "203.0.113.5")).isSameAs(attempt);
        attempt.failed();
        attempt.failed();
        guard.begin(new Object(), "admin", null, "203.0.113.5").failed();
        assertThat(guard.begin(new Object(), "admin", null, "203.0.113.5").refusal())
                .isEmpty();
    }

    @Test
    void countsAnAttemptThatNobodyAnswers() {
        for (int i = 0; i < 3; i++) {
            assertThat(guard.begin("admin", null, "203.0.113.5").refusal()).isEmpty();
        }

        assertThat(guard.begin("admin", null, "203.0.113.5").refusal()).isPresent();
    }
}
