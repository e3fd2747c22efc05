package io.opsmon.onlineuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.client.DeviceClass;
import io.opsmon.onlineuser.OnlineUserQuery.Cursor;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import io.opsmon.onlineuser.OnlineUserStore.KickListener;
import io.opsmon.onlineuser.OnlineUserStore.Touch;
import io.opsmon.onlineuser.internal.InMemoryOnlineUserStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link OnlineUserStore}. */
public abstract class OnlineUserStoreContract {

    /** The idle time after which sessions of the store under test end. */
    protected static final Duration TIMEOUT = Duration.ofMinutes(30);

    private OnlineUserStore store = new InMemoryOnlineUserStore(TIMEOUT);

    /** Redis expires keys by its own clock, so the tests start at the current time. */
    private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis()).truncatedTo(ChronoUnit.SECONDS);

    /** Returns the store under test, empty, with {@link #TIMEOUT}. */
    protected abstract OnlineUserStore emptyStore();

    @BeforeEach
    void makeStore() {
        store = emptyStore();
    }

    private List<OnlineSession> all(OnlineUserQuery query) {
        return store.find(query, now).items();
    }

    private static OnlineUserQuery sorted(Sort sort) {
        return new OnlineUserQuery(null, null, null, null, null, null, null, null, null, sort, null, 7);
    }

    @Test
    void givesBackEveryComponentOfASession() {
        OnlineSession complete = TestSessions.complete(now);
        OnlineSession sparse = TestSessions.of("bob", now);
        store.put(List.of(complete, sparse));

        assertThat(store.get(complete.ref(), now)).contains(complete);
        assertThat(store.get(sparse.ref(), now)).contains(sparse);
        assertThat(all(OnlineUserQuery.ALL)).containsExactlyInAnyOrder(complete, sparse);
        assertThat(store.get(TestSessions.ref(), now)).isEmpty();
        assertThat(store.count(now)).isEqualTo(2);
    }

    @Test
    void replacesASessionThatIsPutAgain() {
        OnlineSession session = TestSessions.of("bob", now);
        store.put(List.of(session));
        store.put(List.of(session.usedAt(now.plusSeconds(5))));

        assertThat(all(OnlineUserQuery.ALL)).containsExactly(session.usedAt(now.plusSeconds(5)));
    }

    @Test
    void notesTheLatestUseAndNamesWhatItDoesNotKnow() {
        OnlineSession session = TestSessions.of("bob", now);
        store.put(List.of(session));
        String unknown = TestSessions.ref();

        assertThat(store.touch(
                        List.of(new Touch(session.ref(), now.plusSeconds(9)), new Touch(unknown, now.plusSeconds(9)))))
                .containsExactly(unknown);
        // A node whose clock is behind.
        assertThat(store.touch(List.of(new Touch(session.ref(), now.minusSeconds(20)))))
                .isEmpty();

        assertThat(store.get(session.ref(), now)).contains(session.usedAt(now.plusSeconds(9)));
    }

    @Test
    void pagesByLastAccessWithTies() {
        List<OnlineSession> sessions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sessions.add(TestSessions.of("user" + i, now.minusSeconds(i / 15)));
        }
        store.put(sessions);

        List<OnlineSession> walked = walk(Sort.LAST_ACCESS);

        assertThat(walked).containsExactlyInAnyOrderElementsOf(sessions);
        assertThat(walked).isSortedAccordingTo((a, b) -> b.lastAccess().compareTo(a.lastAccess()));
    }

    @Test
    void pagesByUserNameSoThatAUsersSessionsLieTogether() {
        List<OnlineSession> sessions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sessions.add(TestSessions.of("user" + i % 4, now.minusSeconds(i)));
        }
        store.put(sessions);

        List<OnlineSession> walked = walk(Sort.USERNAME);

        assertThat(walked).containsExactlyInAnyOrderElementsOf(sessions);
        assertThat(walked).isSortedAccordingTo((a, b) -> a.username().compareTo(b.username()));
    }

    private List<OnlineSession> walk(Sort sort) {
        List<OnlineSession> walked = new ArrayList<>();
        @Nullable Cursor cursor = null;
        do {
            OnlineUserPage page = store.find(sorted(sort).withPage(cursor, 7), now);
            walked.addAll(page.items());
            assertThat(page.items().size()).isLessThanOrEqualTo(7);
            cursor = page.next();
        } while (cursor != null);
        return walked;
    }

    @Test
    void filters() {
        OnlineSession complete = TestSessions.complete(now);
        OnlineSession idle = TestSessions.of("bob", now.minusSeconds(600));
        store.put(List.of(complete, idle));

        List<OnlineUserQuery> findComplete = List.of(
                new OnlineUserQuery(
                        "álice 价格", null, null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, 20),
                new OnlineUserQuery(
                        null, "2001:db8::17", null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, 20),
                new OnlineUserQuery(
                        null, null, DeviceClass.DESKTOP, null, null, null, null, null, null, Sort.USERNAME, null, 20),
                new OnlineUserQuery(null, null, null, "fire", null, null, null, null, null, Sort.LAST_ACCESS, null, 20),
                new OnlineUserQuery(
                        null, null, null, null, "linkö", null, null, null, null, Sort.LAST_ACCESS, null, 20),
                new OnlineUserQuery(
                        null, null, null, null, null, "node-2", null, null, null, Sort.LAST_ACCESS, null, 20),
                new OnlineUserQuery(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofMinutes(5),
                        null,
                        Sort.LAST_ACCESS,
                        null,
                        20),
                new OnlineUserQuery(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofMinutes(5),
                        null,
                        Sort.USERNAME,
                        null,
                        20));
        assertThat(findComplete).allSatisfy(query -> assertThat(all(query)).containsExactly(complete));
        List<OnlineUserQuery> findIdle = List.of(
                new OnlineUserQuery(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofMinutes(5),
                        null,
                        null,
                        Sort.LAST_ACCESS,
                        null,
                        20),
                new OnlineUserQuery(
                        null, null, null, null, null, null, Duration.ofMinutes(5), null, null, Sort.USERNAME, null, 20),
                OnlineUserQuery.ofUser("bob"));
        assertThat(findIdle).allSatisfy(query -> assertThat(all(query)).containsExactly(idle));
        assertThat(all(new OnlineUserQuery(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        now.minusSeconds(640),
                        Sort.LAST_ACCESS,
                        null,
                        20)))
                .containsExactly(complete);
        assertThat(all(OnlineUserQuery.ofUser("bo"))).isEmpty();
        assertThat(all(OnlineUserQuery.ofUser("bob%"))).isEmpty();
    }

    @Test
    void countsWhatPagesShow() {
        store.put(IntStream.range(0, 30)
                .mapToObj(i -> TestSessions.of("user" + i, now.minusSeconds(i)))
                .toList());

        OnlineUserPage page = store.find(sorted(Sort.LAST_ACCESS), now);

        assertThat(page.items()).hasSize(7);
        assertThat(page.total()).isEqualTo(30);
        assertThat(page.exact()).isTrue();
    }

    @Test
    void showsNothingThatHasTimedOutOrExpired() {
        OnlineSession timedOut = TestSessions.of("bob", now.minus(TIMEOUT));
        OnlineSession almost = TestSessions.of("carol", now.minus(TIMEOUT).plusSeconds(1));
        OnlineSession token = TestSessions.complete(now.minusSeconds(10));
        store.put(List.of(timedOut, almost, token));

        assertThat(all(OnlineUserQuery.ALL)).containsExactly(token, almost);
        assertThat(store.get(timedOut.ref(), now)).isEmpty();
        assertThat(store.find(OnlineUserQuery.ALL, now.plusSeconds(895)).items())
                .isEmpty();
        assertThat(store.get(token.ref(), now.plusSeconds(895))).isEmpty();
    }

    @Test
    void cleansUpWhatHasTimedOut() {
        OnlineSession timedOut = TestSessions.of("bob", now.minus(TIMEOUT).minusSeconds(1));
        OnlineSession alive = TestSessions.of("bob", now);
        store.put(List.of(timedOut, alive));

        assertThat(store.clean(now)).isEqualTo(1);
        assertThat(store.clean(now)).isZero();

        assertThat(store.touch(List.of(new Touch(timedOut.ref(), now)))).containsExactly(timedOut.ref());
        assertThat(all(OnlineUserQuery.ofUser("bob"))).containsExactly(alive);
    }

    @Test
    void removes() {
        OnlineSession first = TestSessions.of("bob", now);
        OnlineSession second = TestSessions.of("bob", now.minusSeconds(1));
        store.put(List.of(first, second));

        store.remove(List.of(first.ref(), TestSessions.ref()));

        assertThat(all(OnlineUserQuery.ALL)).containsExactly(second);
        assertThat(all(OnlineUserQuery.ofUser("bob"))).containsExactly(second);
        assertThat(all(sorted(Sort.USERNAME))).containsExactly(second);
    }

    @Test
    void kicksForGoodAndTellsEveryNode() throws Exception {
        OnlineSession session = TestSessions.of("bob", now);
        store.put(List.of(session));
        List<Kick> heard = new CopyOnWriteArrayList<>();
        try (AutoCloseable listening = store.listen(new KickListener() {
            @Override
            public void kicked(List<Kick> kicks) {
                heard.addAll(kicks);
            }

            @Override
            public void current(List<Kick> kicks) {
                heard.addAll(kicks);
            }
        })) {
            assertThat(listening).isNotNull();
            Kick kick = new Kick(session.ref(), now.plusSeconds(3_600));
            Kick cookie = new Kick(TestSessions.ref(), now.plusSeconds(7_200));

            store.kick(List.of(kick, cookie));

            await().untilAsserted(() -> assertThat(heard).contains(kick, cookie));
            assertThat(store.kicks(now)).containsExactlyInAnyOrder(kick, cookie);
            assertThat(store.kicks(now.plusSeconds(3_600))).containsExactly(cookie);
        }
        assertThat(store.get(session.ref(), now)).isEmpty();
        // A late write.
        store.put(List.of(session));
        assertThat(all(OnlineUserQuery.ALL)).isEmpty();
        store.clean(now.plusSeconds(7_200));
        assertThat(store.kicks(now)).isEmpty();
    }

    @Test
    void tellsKicksOfBefore() throws Exception {
        Kick kick = new Kick(TestSessions.ref(), now.plusSeconds(3_600));
        store.kick(List.of(kick));
        List<Kick> heard = new CopyOnWriteArrayList<>();

        try (AutoCloseable listening = store.listen(new KickListener() {
            @Override
            public void kicked(List<Kick> kicks) {}

            @Override
            public void current(List<Kick> kicks) {
                heard.addAll(kicks);
            }
        })) {
            assertThat(listening).isNotNull();
            await().untilAsserted(() -> assertThat(heard).contains(kick));
        }
    }

    @Test
    void listsASessionForAsLongAsTheHostKeepsIt() {
        OnlineSession long8h = TestSessions.of("bob", now).withMaxIdle(Duration.ofHours(8));
        OnlineSession shorter = TestSessions.of("bob", now).withMaxIdle(Duration.ofSeconds(5));
        OnlineSession endless = TestSessions.of("bob", now).withMaxIdle(Duration.ZERO);
        store.put(List.of(long8h, shorter, endless));
        Instant later = now.plus(TIMEOUT).plusSeconds(60);

        assertThat(store.get(long8h.ref(), now)).contains(long8h);
        assertThat(store.get(endless.ref(), now)).contains(endless);
        assertThat(store.clean(later)).isEqualTo(1);
        assertThat(store.find(OnlineUserQuery.ofUser("bob"), later).items()).containsExactlyInAnyOrder(long8h, endless);
        assertThat(store.find(OnlineUserQuery.ALL, later).total()).isEqualTo(2);
        assertThat(store.count(later)).isEqualTo(2);
        assertThat(store.count(now.plus(Duration.ofHours(9)))).isEqualTo(1);
        Instant used = now.plus(Duration.ofHours(2));
        store.touch(List.of(new Touch(long8h.ref(), used, used.plus(Duration.ofHours(8)))));
        assertThat(store.get(long8h.ref(), now.plus(Duration.ofHours(9)))).isPresent();
        assertThat(store.count(now.plus(Duration.ofHours(9)))).isEqualTo(2);
    }

    @Test
    void keepsTheLaterEndOfTwoKicks() {
        String ref = TestSessions.ref();
        store.kick(List.of(new Kick(ref, Kick.FOREVER)));
        store.kick(List.of(new Kick(ref, now.plusSeconds(60))));

        store.clean(now.plusSeconds(3_600));

        assertThat(store.kicks(now.plusSeconds(3_600))).containsExactly(new Kick(ref, Kick.FOREVER));
    }
}
