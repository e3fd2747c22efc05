package io.opsmon.onlineuser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.client.ClientHints;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionStartedEvent;
import io.opsmon.onlineuser.TestSessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tests the sessions and tokens that a registry has not registered itself. */
class StartedSessionsTest {

    private final OnlineUserStore store = new InMemoryOnlineUserStore(Duration.ofMinutes(30));
    private final Queue<Object> events = new ConcurrentLinkedQueue<>();

    private OnlineUserRegistry node() {
        return new OnlineUserRegistry(
                store,
                OnlineUserSettings.of("node"),
                new CachedClientDescriber(() -> null, () -> null),
                username -> username.equals("limited")
                        ? new SessionLimit(1, SessionLimit.OnExceed.KICK_OLDEST)
                        : SessionLimit.NONE,
                events::add,
                Clock.systemUTC());
    }

    private static OnlineSession session(String username, Instant since) {
        return TestSessions.of(username, since);
    }

    private List<OnlineSession> started() {
        return events.stream()
                .filter(SessionStartedEvent.class::isInstance)
                .map(event -> ((SessionStartedEvent) event).session())
                .toList();
    }

    @Test
    void reportsATokenOnceAlsoAfterARestart() {
        OnlineSession session = session("alice", Instant.now());
        try (OnlineUserRegistry before = node()) {
            before.seen(session, null, ClientHints.NONE);
            before.flush();
        }
        assertThat(started()).extracting(OnlineSession::ref).containsExactly(session.ref());

        try (OnlineUserRegistry after = node()) {
            after.seen(session, null, ClientHints.NONE);
            after.flush();
        }
        assertThat(started()).hasSize(1);
    }

    @Test
    void limitsTokensThatNoSignInHasRegistered() {
        OnlineSession first = session("limited", Instant.now().minusSeconds(60));
        OnlineSession second = session("limited", Instant.now());
        try (OnlineUserRegistry node = node()) {
            node.seen(first, null, ClientHints.NONE);
            node.flush();
            node.seen(second, null, ClientHints.NONE);
            node.flush();

            assertThat(node.isKicked(first.ref())).isTrue();
            assertThat(node.isKicked(second.ref())).isFalse();
        }
    }

    @Test
    void endsTheTokensOfOneRequestTogether() {
        OnlineSession session = session("alice", Instant.now());
        String other = TestSessions.ref();
        try (OnlineUserRegistry node = node()) {
            LocalSession local = node.seen(session, null, ClientHints.NONE);
            local.accompaniedBy(other);
            node.flush();

            node.kick(session.ref(), "boss", null);
            node.flush();

            assertThat(node.isKicked(other)).isTrue();
            assertThat(store.kicks(Instant.now())).anyMatch(kick -> kick.ref().equals(other));
        }
    }
}
