package io.opsmon.onlineuser.internal.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.client.ClientHints;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionLimit.OnExceed;
import io.opsmon.onlineuser.SessionTerminatedEvent;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.onlineuser.internal.InMemoryOnlineUserStore;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Begun;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Client;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Ticket;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Use;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import io.opsmon.onlineuser.internal.console.TicketRefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {

    private static final Duration IDLE = Duration.ofMinutes(20);
    private static final Duration MAX_AGE = Duration.ofHours(8);
    private static final HostCredential TOKEN = new HostCredential(Place.HEADER, "X-Token", "Bearer eyJ.secret");
    private static final Client CLIENT = new Client("203.0.113.7", "203.0.113.7", "agent", ClientHints.NONE);

    private final MovedClock clock = new MovedClock();
    private final Grants grants = new Grants();
    private final OnlineUserStore online = new InMemoryOnlineUserStore(Duration.ofMinutes(30));
    private final List<OnlineUserRegistry> registries = new ArrayList<>();
    private final SessionReference references = new SessionReference("key of all nodes");
    private SessionLimit limit = SessionLimit.NONE;
    private @Nullable ConsoleSessions first;
    private final OnlineUserRegistry registry = registry(this::terminated);
    private final ConsoleSessions sessions = node(registry);

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-11-30T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** A store that shows its content to the test. */
    private static final class Grants implements ConsoleGrantStore {
        private final ConsoleGrantStore store = new InMemoryConsoleGrantStore();
        private final List<ConsoleGrant> put = new ArrayList<>();
        private final AtomicInteger extended = new AtomicInteger();

        @Override
        public void put(ConsoleGrant grant) {
            put.add(grant);
            store.put(grant);
        }

        @Override
        public Taken take(String ref, Instant now, Instant rememberedUntil) {
            return store.take(ref, now, rememberedUntil);
        }

        @Override
        public Optional<ConsoleGrant> get(String ref, Instant now) {
            return store.get(ref, now);
        }

        @Override
        public void extend(String ref, Instant until) {
            extended.incrementAndGet();
            store.extend(ref, until);
        }

        @Override
        public void remove(Collection<String> refs) {
            store.remove(refs);
        }

        @Override
        public void clean(Instant now) {
            store.clean(now);
        }
    }

    private OnlineUserRegistry registry(Consumer<Object> events) {
        OnlineUserRegistry made = new OnlineUserRegistry(
                online,
                OnlineUserSettings.of("node"),
                new CachedClientDescriber(() -> null, () -> null),
                username -> limit,
                events,
                clock);
        made.start();
        registries.add(made);
        return made;
    }

    private ConsoleSessions node(OnlineUserRegistry ofNode) {
        ConsoleSessions made = new ConsoleSessions(
                grants,
                ofNode,
                references,
                new ConsoleSessionSettings("node", Duration.ofSeconds(60), IDLE, MAX_AGE),
                clock);
        first = first == null ? made : first;
        return made;
    }

    private void terminated(Object event) {
        if (event instanceof SessionTerminatedEvent ended && first != null) {
            first.terminated(ended.ref());
        }
    }

    @AfterEach
    void close() {
        registries.forEach(OnlineUserRegistry::close);
    }

    private Ticket ticket() {
        return sessions.createTicket("alice", TOKEN, "ref-of-token", null, CLIENT);
    }

    private Begun begun() {
        return sessions.redeem(ticket().value(), CLIENT);
    }

    private void assertRefused(String ticket, Client client, Reason reason) {
        assertThatThrownBy(() -> sessions.redeem(ticket, client))
                .isInstanceOfSatisfying(
                        TicketRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private List<OnlineSession> listed() {
        registry.flush();
        return registry.find(OnlineUserQuery.ofUser("alice")).items();
    }

    @Test
    void repeatsTheCredentialOfTheTicketToTheHost() {
        Begun begun = begun();

        Use use = Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT));

        assertThat(use.credential()).isEqualTo(TOKEN);
        assertThat(use.username()).isEqualTo("alice");
        assertThat(use.ref()).isEqualTo(begun.ref());
        assertThat(listed()).singleElement().satisfies(session -> {
            assertThat(session.ref()).isEqualTo(begun.ref());
            assertThat(session.kind()).isEqualTo(SessionKind.CONSOLE);
            assertThat(session.clientIp()).isEqualTo("203.0.113.7");
        });
    }

    @Test
    void storesNeitherTicketNorCookieNorCredential() {
        Ticket ticket = ticket();
        Begun begun = sessions.redeem(ticket.value(), CLIENT);

        assertThat(grants.put).hasSize(2).allSatisfy(grant -> {
            String stored = grant.toString()
                    + new String(
                            java.util.Base64.getDecoder().decode(grant.sealed()),
                            java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(stored)
                    .doesNotContain("secret")
                    .doesNotContain("alice")
                    .doesNotContain("203.0.113.7")
                    .doesNotContain(ticket.value())
                    .doesNotContain(begun.cookie());
        });
        assertThat(TOKEN.toString()).doesNotContain("secret");
    }

    @Test
    void opensNothingWithTheTextsOfAnotherGrant() {
        ticket();
        ConsoleGrant grant = grants.put.get(0);
        String other = ticket().value();

        assertThat(GrantSeal.open(other, grant.ref(), grant.sealed())).isNull();
    }

    @Test
    void opensNothingUnderAnotherReferenceOrAfterAChange() {
        String ticket = ticket().value();
        ConsoleGrant grant = grants.put.get(0);
        byte[] changed = java.util.Base64.getDecoder().decode(grant.sealed());
        changed[changed.length - 1] ^= 1;

        assertThat(GrantSeal.open(ticket, grant.ref(), grant.sealed())).isNotNull();
        assertThat(GrantSeal.open(ticket, "another", grant.sealed())).isNull();
        assertThat(GrantSeal.open(
                        ticket, grant.ref(), java.util.Base64.getEncoder().encodeToString(changed)))
                .isNull();
        assertThat(GrantSeal.open(ticket, grant.ref(), "c2hvcnQ=")).isNull();
        assertThat(GrantSeal.open(ticket, grant.ref(), "no base64")).isNull();
    }

    @Test
    void refusesASecondUseOfATicketAndSaysSo() {
        Ticket ticket = ticket();
        Begun begun = sessions.redeem(ticket.value(), CLIENT);

        assertRefused(ticket.value(), CLIENT, Reason.USED);
        clock.pass(Duration.ofMinutes(5));
        assertRefused(ticket.value(), CLIENT, Reason.USED);
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNotNull();
    }

    @Test
    void refusesAnotherClientAndUsesTheTicketUp() {
        Ticket ticket = ticket();

        assertRefused(ticket.value(), new Client("203.0.113.8", null, null, ClientHints.NONE), Reason.OTHER_CLIENT);
        assertRefused(ticket.value(), CLIENT, Reason.USED);
    }

    @Test
    void refusesAnExpiredAndAnUnknownTicket() {
        Ticket ticket = ticket();
        clock.pass(Duration.ofSeconds(60));

        assertRefused(ticket.value(), CLIENT, Reason.UNKNOWN);
        assertRefused("x".repeat(43), CLIENT, Reason.UNKNOWN);
        assertRefused("", CLIENT, Reason.UNKNOWN);
        assertRefused("../../" + "x".repeat(37), CLIENT, Reason.UNKNOWN);
    }

    @Test
    void doesNotTakeACookieForATicketNorATicketForACookie() {
        Ticket ticket = ticket();

        assertThat(sessions.use(ticket.value(), CLIENT)).isNull();
        Begun begun = sessions.redeem(ticket.value(), CLIENT);
        assertRefused(begun.cookie(), CLIENT, Reason.UNKNOWN);
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNotNull();
    }

    @Test
    void refusesATicketWhoseCredentialHasEnded() {
        Ticket ticket = ticket();
        Ticket expiring =
                sessions.createTicket("alice", TOKEN, null, clock.instant().plusSeconds(30), CLIENT);
        online.kick(List.of(
                new io.opsmon.onlineuser.Kick("ref-of-token", clock.instant().plusSeconds(600))));
        clock.pass(Duration.ofSeconds(30));

        assertRefused(ticket.value(), CLIENT, Reason.CREDENTIAL_ENDED);
        assertRefused(expiring.value(), CLIENT, Reason.CREDENTIAL_ENDED);
    }

    @Test
    void endsWhenItIsTerminated() {
        Begun begun = begun();
        Use use = Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT));
        AtomicInteger closed = new AtomicInteger();
        use.local().opened(closed::incrementAndGet);
        registry.flush();

        registry.kick(begun.ref(), "boss", "left");

        assertThat(closed).hasValue(1);
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNull();
        assertThat(listed()).isEmpty();
        assertThat(grants.get(begun.ref(), clock.instant())).isEmpty();
    }

    @Test
    void endsWithTheTerminationOfItsCredential() {
        Begun begun = begun();
        Use use = Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT));
        AtomicInteger closed = new AtomicInteger();
        use.local().opened(closed::incrementAndGet);
        registry.flush();

        online.kick(List.of(
                new io.opsmon.onlineuser.Kick("ref-of-token", clock.instant().plusSeconds(600))));

        assertThat(closed).hasValue(1);
        assertThat(listed()).isEmpty();
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNull();
    }

    @Test
    void endsAfterItsIdleTimeAndLivesWhileItIsUsed() {
        Begun begun = begun();
        for (int i = 0; i < 4; i++) {
            clock.pass(IDLE.minusMinutes(1));
            sessions.accepted(Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT)));
        }
        clock.pass(IDLE);

        assertThat(sessions.use(begun.cookie(), CLIENT)).isNull();
    }

    @Test
    void isNotExtendedByRequestsThatTheHostDidNotAccept() {
        Begun begun = begun();
        clock.pass(IDLE.minusMinutes(1));
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNotNull();
        clock.pass(Duration.ofMinutes(1));

        assertThat(sessions.use(begun.cookie(), CLIENT)).isNull();
    }

    @Test
    void writesAnExtensionOnlyNowAndThen() {
        Begun begun = begun();
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofSeconds(6));
            sessions.accepted(Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT)));
        }

        // Ten minutes are five tenths of the idle time.
        assertThat(grants.extended).hasValue(5);
    }

    @Test
    void endsAtItsMaximumAgeAndAtTheExpiryOfItsCredential() {
        Begun old = begun();
        Ticket expiring =
                sessions.createTicket("alice", TOKEN, null, clock.instant().plus(Duration.ofHours(1)), CLIENT);
        Begun ofExpiring = sessions.redeem(expiring.value(), CLIENT);
        Instant end = clock.instant().plus(MAX_AGE);
        while (clock.instant().plus(IDLE).isBefore(end)) {
            clock.pass(IDLE.dividedBy(2));
            @Nullable Use use = sessions.use(ofExpiring.cookie(), CLIENT);
            assertThat(use != null)
                    .isEqualTo(clock.instant().isBefore(end.minus(MAX_AGE).plus(Duration.ofHours(1))));
            if (use != null) {
                sessions.accepted(use);
            }
            sessions.accepted(Objects.requireNonNull(sessions.use(old.cookie(), CLIENT)));
        }
        clock.pass(Duration.between(clock.instant(), end));

        assertThat(sessions.use(old.cookie(), CLIENT)).isNull();
    }

    @Test
    void endsWhenTheUserSignsOutOrTheHostRefusesItsCredential() {
        Begun signedOut = begun();
        sessions.signOut(signedOut.cookie());
        Begun refused = begun();
        sessions.refused(Objects.requireNonNull(sessions.use(refused.cookie(), CLIENT)));

        assertThat(sessions.use(signedOut.cookie(), CLIENT)).isNull();
        assertThat(sessions.use(refused.cookie(), CLIENT)).isNull();
        assertThat(listed()).isEmpty();
        sessions.signOut("");
    }

    @Test
    void isKnownToEveryNode() {
        Ticket ticket = ticket();
        OnlineUserRegistry otherRegistry = registry(event -> {});
        ConsoleSessions other = node(otherRegistry);

        Begun begun = other.redeem(ticket.value(), CLIENT);
        assertRefused(ticket.value(), CLIENT, Reason.USED);
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNotNull();
        otherRegistry.flush();
        registry.kick(begun.ref(), "boss", null);

        assertThat(other.use(begun.cookie(), CLIENT)).isNull();
        assertThat(sessions.use(begun.cookie(), CLIENT)).isNull();
    }

    @Test
    void doesNotCountForTheLimitOfSessions() {
        limit = new SessionLimit(1, OnExceed.KICK_OLDEST);
        OnlineSession token = TestSessions.of("alice", clock.instant());
        registry.register(token, null, ClientHints.NONE);
        registry.flush();

        Begun begun = begun();

        assertThat(listed()).extracting(OnlineSession::ref).containsExactlyInAnyOrder(token.ref(), begun.ref());
        limit = new SessionLimit(2, OnExceed.REJECT_NEW);
        assertThat(registry.isFull("alice", null)).isFalse();
    }

    @Test
    void refusesACredentialThatIsTooLong() {
        assertThatThrownBy(() -> new HostCredential(Place.HEADER, "Authorization", "x".repeat(16_385)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16384");
    }

    @Test
    void givesBackACredentialOfTheLongestLength() {
        HostCredential longest = new HostCredential(Place.COOKIE, "token", "€".repeat(HostCredential.MAX_LENGTH));
        Ticket ticket = sessions.createTicket("álice 价格", longest, null, null, CLIENT);

        Begun begun = sessions.redeem(ticket.value(), CLIENT);

        assertThat(Objects.requireNonNull(sessions.use(begun.cookie(), CLIENT)).credential())
                .isEqualTo(longest);
    }
}
