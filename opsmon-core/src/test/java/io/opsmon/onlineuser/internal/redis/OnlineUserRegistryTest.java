package io.opsmon.onlineuser.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.internal.redis.RedisUnavailableException;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKickedEvent;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionTerminatedEvent;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.onlineuser.internal.InMemoryOnlineUserStore;
import io.opsmon.testsupport.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of two registries that share one Redis. */
class OnlineUserRegistryTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final TestRedis redis = TestRedis.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(redis));
    private final Queue<Object> eventsOfA = new ConcurrentLinkedQueue<>();
    private final Queue<Object> eventsOfB = new ConcurrentLinkedQueue<>();
    private volatile SessionLimit limit = SessionLimit.NONE;
    private final OnlineUserRegistry a = node("a", eventsOfA, Duration.ofSeconds(1));
    private final OnlineUserRegistry b = node("b", eventsOfB, Duration.ofSeconds(1));

    private OnlineUserRegistry node(String name, Queue<Object> events, Duration resync) {
        return node(name, events, resync, Clock.systemUTC());
    }

    private OnlineUserRegistry node(String name, Queue<Object> events, Duration resync, Clock clock) {
        RedisClient client = RedisClient.create(redis.uri());
        RedisAccess access = new RedisAccess(client, Duration.ofMillis(500), "opsmon:");
        OnlineUserRegistry registry = new OnlineUserRegistry(
                new RedisOnlineUserStore(access, TIMEOUT, resync),
                new OnlineUserSettings(
                        name, TIMEOUT, Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofDays(14)),
                new CachedClientDescriber(() -> null, () -> null),
                username -> limit,
                events::add,
                clock);
        registry.start();
        open.add(registry);
        open.add(access);
        open.add(client::shutdown);
        return registry;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private OnlineSession online(OnlineUserRegistry node, String username) {
        OnlineSession session = TestSessions.of(username, now());
        node.register(session, null, ClientHints.NONE);
        await().untilAsserted(() -> assertThat(node.get(session.ref())).isPresent());
        return session;
    }

    private static List<String> refs(OnlineUserRegistry node) {
        return node.find(OnlineUserQuery.ALL).items().stream()
                .map(OnlineSession::ref)
                .toList();
    }

    @Test
    void kicksAtOneNodeWhoIsAtAnother() {
        OnlineSession session = online(a, "bob");
        LocalSession here = b.seen(session, null, ClientHints.NONE);
        AtomicInteger closed = new AtomicInteger();
        here.opened(closed::incrementAndGet);
        here.opened(closed::incrementAndGet).run();
        AtomicInteger invalidated = new AtomicInteger();
        here.invalidatedBy(invalidated::incrementAndGet);

        assertThat(a.kick(session.ref(), "boss", "left the company")).isPresent();

        assertThat(a.isKicked(session.ref())).isTrue();
        await().untilAsserted(() -> assertThat(b.isKicked(session.ref())).isTrue());
        await().untilAsserted(() -> assertThat(closed).hasValue(1));
        // A stream that was opened during the termination.
        here.opened(closed::incrementAndGet);
        assertThat(closed).hasValue(2);
        assertThat(invalidated).hasValue(1);
        here.invalidatedBy(invalidated::incrementAndGet);
        assertThat(invalidated).hasValue(2);
        await().untilAsserted(() -> assertThat(eventsOfB).contains(new SessionTerminatedEvent(session.ref())));
        assertThat(eventsOfA)
                .contains(new SessionTerminatedEvent(session.ref()))
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(SessionKickedEvent.class, kicked -> {
                    assertThat(kicked.session().ref()).isEqualTo(session.ref());
                    assertThat(kicked.actor()).isEqualTo("boss");
                    assertThat(kicked.reason()).isEqualTo("left the company");
                }));
        assertThat(eventsOfB).noneMatch(SessionKickedEvent.class::isInstance);
        assertThat(refs(b)).isEmpty();
        assertThat(a.kick(session.ref(), "boss", null)).isEmpty();
    }

    /** The kick may arrive after the end of the container's session that it caused. */
    @Test
    void closesWhatIsOpenWhenASessionEndsByItself() {
        OnlineSession session = TestSessions.of("bob", now());
        LocalSession here = a.seen(session, null, ClientHints.NONE);
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger invalidated = new AtomicInteger();
        here.opened(closed::incrementAndGet);
        here.invalidatedBy(invalidated::incrementAndGet);
        // The stream was registered before the end of the sign-in request.
        a.register(session, null, ClientHints.NONE);

        a.remove(session.ref());

        assertThat(closed).hasValue(1);
        here.opened(closed::incrementAndGet);
        assertThat(closed).hasValue(2);
        assertThat(invalidated).hasValue(0);
    }

    @Test
    void kicksAllOthersOfAUserButOne() {
        OnlineSession mine = online(a, "bob");
        OnlineSession other = online(a, "bob");
        OnlineSession third = online(b, "bob");
        OnlineSession stranger = online(b, "carol");

        List<OnlineSession> ended = a.kickUser("bob", mine.ref(), "bob", null);

        assertThat(ended).extracting(OnlineSession::ref).containsExactlyInAnyOrder(other.ref(), third.ref());
        assertThat(refs(a)).containsExactlyInAnyOrder(mine.ref(), stranger.ref());
        await().untilAsserted(() -> assertThat(b.isKicked(third.ref())).isTrue());
        assertThat(b.isKicked(mine.ref())).isFalse();
    }

    @Test
    void endsTheSessionThatBeganFirst() {
        limit = new SessionLimit(2, SessionLimit.OnExceed.KICK_OLDEST);
        OnlineSession first = online(a, "bob");
        OnlineSession second = online(b, "bob");
        assertThat(a.isFull("bob", null)).isFalse();

        OnlineSession third = online(a, "bob");

        await().untilAsserted(() -> assertThat(refs(a)).containsExactlyInAnyOrder(second.ref(), third.ref()));
        await().untilAsserted(() -> assertThat(b.isKicked(first.ref())).isTrue());
        assertThat(eventsOfA)
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(SessionKickedEvent.class, kicked -> {
                    assertThat(kicked.actor()).isNull();
                    assertThat(kicked.reason()).contains("more than 2");
                }));
    }

    @Test
    void refusesTheSessionThatIsOneTooMany() {
        limit = new SessionLimit(1, SessionLimit.OnExceed.REJECT_NEW);
        OnlineSession first = online(a, "bob");

        assertThat(b.isFull("bob", null)).isTrue();
        assertThat(b.isFull("bob", first.ref())).isFalse();
        assertThat(b.isFull("carol", null)).isFalse();
        // A concurrent sign-in that passed the check of the limit, too.
        OnlineSession second = TestSessions.of("bob", now());
        b.register(second, null, ClientHints.NONE);
        await().untilAsserted(() -> assertThat(a.isKicked(second.ref())).isTrue());
        assertThat(refs(a)).containsExactly(first.ref());
    }

    @Test
    void remembersKicksAcrossRestarts() {
        OnlineSession session = online(a, "bob");
        a.kick(session.ref(), "boss", null);

        OnlineUserRegistry restarted = node("c", new ConcurrentLinkedQueue<>(), Duration.ofSeconds(1));

        await().untilAsserted(
                        () -> assertThat(restarted.isKicked(session.ref())).isTrue());
        // The session of the sign-in, used again.
        restarted.seen(session, null, ClientHints.NONE);
        restarted.flush();
        assertThat(refs(a)).isEmpty();
    }

    @Test
    void kicksTheCookieThatWouldSignInAgain() {
        OnlineSession complete = TestSessions.complete(now());
        a.register(complete, null, ClientHints.NONE);
        await().untilAsserted(() -> assertThat(a.get(complete.ref())).isPresent());

        a.kick(complete.ref(), "boss", null);

        await().untilAsserted(() -> assertThat(b.isKicked(java.util.Objects.requireNonNull(complete.rememberMe())))
                .isTrue());
    }

    @Test
    void hearsOfAKickWhoseMessageWasLostWhenItReadsThemAll() {
        String ref = TestSessions.ref();
        // Written without a message, as after a failover that lost the message.
        RedisClient client = RedisClient.create(redis.uri());
        try (var connection = client.connect()) {
            connection.sync().zadd("opsmon:{online}:kicked", (double) (System.currentTimeMillis() + 60_000), ref);

            await().untilAsserted(() -> {
                assertThat(a.isKicked(ref)).isTrue();
                assertThat(b.isKicked(ref)).isTrue();
            });
        } finally {
            client.shutdown();
        }
    }

    @Test
    void hearsOfKicksAgainAfterItsConnectionWasCut() {
        OnlineUserRegistry rarelyReads = node("c", new ConcurrentLinkedQueue<>(), Duration.ofHours(1));
        OnlineSession first = online(a, "bob");
        a.kick(first.ref(), "boss", null);
        await().untilAsserted(
                        () -> assertThat(rarelyReads.isKicked(first.ref())).isTrue());
        RedisClient client = RedisClient.create(redis.uri());
        try (var connection = client.connect()) {
            connection.sync().clientKill(KillArgs.Builder.typePubsub());
            OnlineSession second = online(a, "bob");
            a.kick(second.ref(), "boss", null);

            await().untilAsserted(
                            () -> assertThat(rarelyReads.isKicked(second.ref())).isTrue());
        } finally {
            client.shutdown();
        }
    }

    @Test
    void goesOnWithoutRedisAndHealsWhenItIsBackEmpty() {
        OnlineSession session = online(a, "bob");
        OnlineSession kicked = online(a, "mallory");
        a.kick(kicked.ref(), "boss", null);
        redis.stop();

        OnlineSession late = TestSessions.of("carol", now());
        a.register(late, null, ClientHints.NONE);
        assertThat(a.touch(session.ref())).isNotNull();
        assertThat(a.isKicked(kicked.ref())).isTrue();
        await().untilAsserted(() -> assertThat(a.isHealthy()).isFalse());
        assertThat(a.errors()).isPositive();
        assertThatThrownBy(a::count).isInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> a.kick(session.ref(), "boss", null)).isInstanceOf(RedisUnavailableException.class);
        assertThat(a.isKicked(session.ref())).isFalse();

        redis.restart();

        await().ignoreExceptions().untilAsserted(() -> {
            a.touch(session.ref());
            assertThat(refs(a)).containsExactlyInAnyOrder(session.ref(), late.ref());
            assertThat(a.isHealthy()).isTrue();
        });
        // Redis has lost the kick; the node still has the kick and writes it again.
        OnlineUserRegistry fresh = node("c", new ConcurrentLinkedQueue<>(), Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(fresh.isKicked(kicked.ref())).isTrue());
    }

    @Test
    void keepsRequestsGoingWhileRedisDoesNotAnswer() {
        OnlineSession session = online(a, "bob");
        RedisClient pausing = RedisClient.create(redis.uri());
        open.add(pausing::shutdown);
        pausing.connect().sync().dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), pause());

        List<OnlineSession> late = IntStream.range(0, 1_000)
                .mapToObj(i -> TestSessions.of("late" + i, now()))
                .toList();
        for (OnlineSession each : late) {
            a.register(each, null, ClientHints.NONE);
            assertThat(a.touch(session.ref())).isNotNull();
            assertThat(a.isKicked(each.ref())).isFalse();
        }

        // No call has waited: Redis still does not answer.
        assertThatThrownBy(a::count).isInstanceOf(RedisUnavailableException.class);
        await().ignoreExceptions().untilAsserted(() -> assertThat(a.count()).isEqualTo(1 + late.size()));
        await().untilAsserted(() -> assertThat(a.isHealthy()).isTrue());
    }

    private static CommandArgs<String, String> pause() {
        return new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(4_000);
    }

    @Test
    void toleratesClocksThatDiffer() {
        OnlineUserRegistry behind = node(
                "behind", eventsOfA, Duration.ofSeconds(1), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5)));
        OnlineUserRegistry ahead =
                node("ahead", eventsOfB, Duration.ofSeconds(1), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)));
        OnlineSession ofBehind = TestSessions.of("bob", now().minus(Duration.ofMinutes(5)));
        OnlineSession ofAhead = TestSessions.of("carol", now().plus(Duration.ofMinutes(5)));
        behind.register(ofBehind, null, ClientHints.NONE);
        ahead.register(ofAhead, null, ClientHints.NONE);
        behind.flush();
        ahead.flush();
        assertThat(refs(behind)).containsExactlyInAnyOrder(ofBehind.ref(), ofAhead.ref());
        assertThat(refs(ahead)).containsExactlyInAnyOrder(ofBehind.ref(), ofAhead.ref());

        // Used at the other node, whose clock reports an earlier time.
        behind.seen(ofAhead, null, ClientHints.NONE);
        behind.flush();
        assertThat(a.get(ofAhead.ref()).orElseThrow().lastAccess()).isEqualTo(ofAhead.lastAccess());

        behind.kick(ofBehind.ref(), "boss", null);
        ahead.kick(ofAhead.ref(), "boss", null);
        await().untilAsserted(() -> assertThat(ahead.isKicked(ofBehind.ref())).isTrue());
        await().untilAsserted(() -> assertThat(behind.isKicked(ofAhead.ref())).isTrue());
    }

    @Test
    void startsWhileRedisIsDown() {
        redis.stop();
        OnlineUserRegistry late = node("c", new ConcurrentLinkedQueue<>(), Duration.ofSeconds(1));
        OnlineSession session = TestSessions.of("bob", now());
        late.register(session, null, ClientHints.NONE);
        redis.restart();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(late.get(session.ref())).isPresent());
        a.flush();
        await().ignoreExceptions().untilAsserted(() -> {
            a.kick(session.ref(), "boss", null);
            assertThat(late.isKicked(session.ref())).isTrue();
        });
    }

    @Test
    void writesASessionAtMostOnceInTheTouchInterval() {
        AtomicInteger touches = new AtomicInteger();
        OnlineUserStore counting = new CountingStore(touches);
        try (OnlineUserRegistry registry = new OnlineUserRegistry(
                counting,
                new OnlineUserSettings("n", TIMEOUT, Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofDays(1)),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                event -> {},
                Clock.systemUTC())) {
            OnlineSession session = TestSessions.of("bob", now());
            registry.register(session, null, ClientHints.NONE);
            registry.flush();
            for (int i = 0; i < 10_000; i++) {
                assertThat(registry.touch(session.ref())).isNotNull();
            }
            registry.flush();

            assertThat(touches).hasValueLessThanOrEqualTo(1);
        }
    }

    /** Counts touches. */
    private static final class CountingStore implements OnlineUserStore {

        private final OnlineUserStore store = new InMemoryOnlineUserStore(TIMEOUT);
        private final AtomicInteger touches;

        CountingStore(AtomicInteger touches) {
            this.touches = touches;
        }

        @Override
        public void put(List<OnlineSession> sessions) {
            store.put(sessions);
        }

        @Override
        public List<String> touch(List<Touch> all) {
            touches.addAndGet(all.size());
            return store.touch(all);
        }

        @Override
        public void remove(java.util.Collection<String> refs) {
            store.remove(refs);
        }

        @Override
        public java.util.Optional<OnlineSession> get(String ref, Instant now) {
            return store.get(ref, now);
        }

        @Override
        public io.opsmon.onlineuser.OnlineUserPage find(OnlineUserQuery query, Instant now) {
            return store.find(query, now);
        }

        @Override
        public long count(Instant now) {
            return store.count(now);
        }

        @Override
        public void kick(List<Kick> kicks) {
            store.kick(kicks);
        }

        @Override
        public List<Kick> kicks(Instant now) {
            return store.kicks(now);
        }

        @Override
        public int clean(Instant now) {
            return store.clean(now);
        }

        @Override
        public AutoCloseable listen(KickListener listener) {
            return store.listen(listener);
        }
    }
}
