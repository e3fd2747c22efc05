package io.opsmon.onlineuser;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opsmon.client.ClientDescriber;
import io.opsmon.client.ClientHints;
import io.opsmon.onlineuser.SessionLimit.OnExceed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who is online, and ends sessions on every node. Thread-safe.
 *
 * <p>{@link #isKicked} and {@link #touch} are for the request's thread: one look into a map of this process, no lock,
 * no network, no system call. {@link #register} and {@link #remove} leave the writing to a thread of the registry's
 * own. When the store does not answer, all four go on; what was to be written waits, and sessions that the store has
 * lost are written again when they are next used. {@link #kick} and the questions ask the store and fail with it.
 *
 * @since 0.1
 */
public final class OnlineUserRegistry implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OnlineUserRegistry.class);
    private static final int KNOWN_HERE = 200_000;

    private final OnlineUserStore store;
    private final SessionPolicy policy;
    private final Consumer<Object> events;
    private final Clock clock;
    private final OnlineUserWriter writer;
    private final Cache<String, LocalSession> here;
    private final KickTerms terms;
    private final UserKicks userKicks = new UserKicks();
    private final LongAdder kicksDone = new LongAdder();
    private final LongAdder kickNanos = new LongAdder();

    /** What was kicked, by reference; until when, in milliseconds since 1970. */
    private final Map<String, Long> kicked = new ConcurrentHashMap<>();

    private @Nullable AutoCloseable listening;

    /**
     * Makes a registry that is idle until {@link #start}.
     *
     * @param store where sessions are kept
     * @param settings how it works
     * @param clients knows devices and locations; asked on the registry's own thread
     * @param policy how many sessions each user may have
     * @param events told of {@link SessionKickedEvent} and {@link SessionTerminatedEvent}
     * @param clock the time
     */
    public OnlineUserRegistry(
            OnlineUserStore store,
            OnlineUserSettings settings,
            ClientDescriber clients,
            SessionPolicy policy,
            Consumer<Object> events,
            Clock clock) {
        this.store = store;
        this.policy = policy;
        this.events = events;
        this.clock = clock;
        this.terms = new KickTerms(settings);
        this.here = Caffeine.newBuilder()
                .maximumSize(KNOWN_HERE)
                .expireAfterAccess(settings.timeout())
                .build();
        this.writer = new OnlineUserWriter(store, settings, clients, this::isKicked, this::keepLimit, clock);
    }

    /** Begins to write and to listen; again after {@link #close}. */
    public synchronized void start() {
        if (listening != null) {
            return;
        }
        writer.start();
        listening = store.listen(new OnlineUserStore.KickListener() {
            @Override
            public void kicked(List<Kick> kicks) {
                kicks.forEach(OnlineUserRegistry.this::arrived);
            }

            @Override
            public void current(List<Kick> kicks) {
                kicks.forEach(OnlineUserRegistry.this::arrived);
                restore(kicks);
            }
        });
    }

    /** A store that was started again empty has forgotten kicks that this node knows. */
    private void restore(List<Kick> stored) {
        long now = clock.millis();
        kicked.values().removeIf(until -> until <= now);
        Set<String> known = stored.stream().map(Kick::ref).collect(Collectors.toSet());
        kicked.forEach((ref, until) -> {
            if (!known.contains(ref)) {
                writer.kickAgain(new Kick(ref, Instant.ofEpochMilli(until)));
            }
        });
    }

    private void arrived(Kick kick) {
        long until = kick.until().toEpochMilli();
        @Nullable Long before = kicked.get(kick.ref());
        if (before != null && before >= until) {
            return;
        }
        kicked.merge(kick.ref(), until, Math::max);
        if (UserKicks.isOfUser(kick.ref())) {
            userKicks.arrived(kick.ref(), clock.millis());
            kickUnwritten(kick.ref());
            return;
        }
        if (before != null) {
            return;
        }
        @Nullable LocalSession session = here.asMap().remove(kick.ref());
        if (session != null) {
            session.attachments.kicked();
        }
        try {
            events.accept(new SessionTerminatedEvent(kick.ref()));
        } catch (RuntimeException failure) {
            log.warn("A listener to the end of sessions failed", failure);
        }
    }

    /** Sessions that the store does not have yet: whoever kicked their user could not find them. */
    private void kickUnwritten(String userRef) {
        List<OnlineSession> unwritten = here.asMap().values().stream()
                .filter(local -> local.writtenMillis == 0)
                .map(LocalSession::session)
                .filter(session -> UserKicks.ref(session.username()).equals(userRef))
                .toList();
        if (!unwritten.isEmpty()) {
            kickLater(unwritten);
        }
    }

    private void kickLater(List<OnlineSession> sessions) {
        Instant now = clock.instant();
        List<Kick> kicks = sessions.stream()
                .flatMap(session -> terms.of(session, now).stream())
                .toList();
        kicks.forEach(this::arrived);
        kicks.forEach(writer::kickAgain);
    }

    /**
     * Whether a session, token or cookie was kicked. For the request's thread: one look into a map.
     *
     * @param ref its reference
     * @return true if it must let nobody in
     */
    public boolean isKicked(String ref) {
        return !kicked.isEmpty() && kicked.containsKey(ref);
    }

    /**
     * Whether anything at all was kicked; spares making references.
     *
     * @return false if {@link #isKicked} is false for all
     */
    public boolean hasKicks() {
        return !kicked.isEmpty();
    }

    /**
     * Somebody has signed in. Written soon, on another thread.
     *
     * @param session the session; without location, and without device if a user agent is given
     * @param userAgent the user agent to read the device from; null if the session has its device
     * @param hints what the browser told besides
     * @return what this node knows of it
     */
    public LocalSession register(OnlineSession session, @Nullable String userAgent, ClientHints hints) {
        LocalSession local = here.asMap()
                .compute(session.ref(), (ref, before) -> new LocalSession(session, userAgent, hints, before));
        writer.put(local);
        return local;
    }

    /**
     * Like {@link #register(OnlineSession, String, ClientHints)}, for a sign-in whose request began before it was
     * answered: if the user was kicked in between, the session ends at once.
     *
     * @param session see {@link #register(OnlineSession, String, ClientHints)}
     * @param userAgent see {@link #register(OnlineSession, String, ClientHints)}
     * @param hints see {@link #register(OnlineSession, String, ClientHints)}
     * @param begun the time at which the sign-in's request began, by this node's clock
     * @return the session as this node knows it
     */
    public LocalSession register(OnlineSession session, @Nullable String userAgent, ClientHints hints, Instant begun) {
        LocalSession local = register(session, userAgent, hints);
        if (userKicks.isAfter(session.username(), begun.toEpochMilli())) {
            kickLater(List.of(session));
        }
        return local;
    }

    /**
     * The host has changed the longest time without use of a session. Written soon, on another thread.
     *
     * @param local the session
     * @param maxIdle see {@link OnlineSession#maxIdle()}
     */
    public void changed(LocalSession local, @Nullable Duration maxIdle) {
        OnlineSession session = local.session();
        if (!Objects.equals(session.maxIdle(), maxIdle) && here.getIfPresent(session.ref()) == local) {
            OnlineSession changed =
                    session.usedAt(Instant.ofEpochMilli(local.usedAtMillis)).withMaxIdle(maxIdle);
            register(changed, local.userAgent, local.hints).writtenMillis = local.writtenMillis;
        }
    }

    /**
     * Somebody is here. For the request's thread.
     *
     * @param ref the session
     * @return what this node knows of it; null if it has not seen it yet, and {@link #seen} is to be called
     */
    public @Nullable LocalSession touch(String ref) {
        @Nullable LocalSession local = here.getIfPresent(ref);
        if (local != null) {
            writer.touch(local, clock.millis());
        }
        return local;
    }

    /**
     * Somebody is here whom this node has not seen: after a restart, or because another node signed them in.
     *
     * @param session what is known of the session now; written only if the store has lost it
     * @param userAgent see {@link #register}
     * @param hints see {@link #register}
     * @return what this node knows of it
     */
    public LocalSession seen(OnlineSession session, @Nullable String userAgent, ClientHints hints) {
        LocalSession local = here.get(session.ref(), unknown -> new LocalSession(session, userAgent, hints, null));
        writer.touch(local, clock.millis());
        return local;
    }

    /**
     * A session has ended by itself; what is open on its behalf is closed. Written soon, on another thread.
     *
     * @param ref the session
     */
    public void remove(String ref) {
        @Nullable LocalSession session = here.asMap().remove(ref);
        if (session != null) {
            session.attachments.ended();
        }
        if (!isKicked(ref)) {
            writer.remove(ref);
        }
    }

    /**
     * Finds one session.
     *
     * @param ref its reference
     * @return the session, if it is online
     * @throws RuntimeException if the store does not answer
     */
    public Optional<OnlineSession> get(String ref) {
        return store.get(ref, clock.instant());
    }

    /**
     * Finds a page of sessions.
     *
     * @param query filters, order and page
     * @return the page
     * @throws RuntimeException if the store does not answer
     */
    public OnlineUserPage find(OnlineUserQuery query) {
        return store.find(query, clock.instant());
    }

    /**
     * Counts sessions.
     *
     * @return how many are online
     * @throws RuntimeException if the store does not answer
     */
    public long count() {
        return store.count(clock.instant());
    }

    /**
     * Ends a session on every node.
     *
     * @param ref its reference
     * @param actor who does it; null for the policy
     * @param reason why, or null
     * @return the session as it was; empty if there is none
     * @throws TooManyKicksException if there is no room for another kick that is kept for good
     * @throws RuntimeException if the store does not answer; nobody was kicked then
     */
    public Optional<OnlineSession> kick(String ref, @Nullable String actor, @Nullable String reason) {
        Optional<OnlineSession> found = get(ref);
        found.ifPresent(session -> kick(List.of(session), actor, reason));
        return found;
    }

    /**
     * Ends all sessions of a user on every node.
     *
     * @param username the user name
     * @param except a session to keep: "all others"; null for none
     * @param actor who does it
     * @param reason why, or null
     * @return the sessions as they were; sign-ins that are in progress end as well, and are not among them
     * @throws TooManyKicksException if there is no room for another kick that is kept for good
     * @throws RuntimeException if the store does not answer
     */
    public List<OnlineSession> kickUser(
            String username, @Nullable String except, @Nullable String actor, @Nullable String reason) {
        writer.flush();
        Kick ofUser = UserKicks.kick(username, clock.instant());
        store.kick(List.of(ofUser));
        List<OnlineSession> ended = new ArrayList<>();
        List<OnlineSession> some;
        do {
            some = sessionsOf(username).stream()
                    .filter(session -> !session.ref().equals(except))
                    .toList();
            kick(some, actor, reason);
            ended.addAll(some);
        } while (some.size() >= OnlineUserQuery.MAX_LIMIT - 1);
        arrived(ofUser);
        return ended;
    }

    private void kick(List<OnlineSession> sessions, @Nullable String actor, @Nullable String reason) {
        if (sessions.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<Kick> kicks = new ArrayList<>();
        for (OnlineSession session : sessions) {
            kicks.addAll(terms.of(session, now));
        }
        terms.requireRoom(kicks, kicked.values(), actor == null);
        long begun = System.nanoTime();
        store.kick(kicks);
        kickNanos.add(System.nanoTime() - begun);
        // Here at once, without waiting for the message.
        kicks.forEach(this::arrived);
        kicksDone.add(sessions.size());
        for (OnlineSession session : sessions) {
            events.accept(new SessionKickedEvent(session, actor, reason));
        }
    }

    /**
     * Whether one more session of a user would be refused.
     *
     * @param username the user name
     * @param replaced a session that the new one replaces, or null
     * @return false if there is room, the policy ends older sessions instead, or the store does not answer: a Redis
     *     that is down must not keep everybody out
     */
    public boolean isFull(String username, @Nullable String replaced) {
        SessionLimit limit = policy.limitOf(username);
        if (!limit.isBounded() || limit.onExceed() != OnExceed.REJECT_NEW) {
            return false;
        }
        try {
            return sessionsOf(username).stream()
                            .filter(session -> !session.ref().equals(replaced))
                            .count()
                    >= limit.sessions();
        } catch (RuntimeException away) {
            log.warn("The sessions of a user are not limited while their store is away: {}", away.toString());
            return false;
        }
    }

    /**
     * On the writer's thread, once a session is written: of two sign-ins at the same time, both may have found room.
     */
    private void keepLimit(OnlineSession session) {
        SessionLimit limit = policy.limitOf(session.username());
        if (!limit.isBounded()) {
            return;
        }
        List<OnlineSession> oldestFirst = sessionsOf(session.username()).stream()
                .sorted(Comparator.comparing(OnlineSession::since).thenComparing(OnlineSession::ref))
                .toList();
        int over = oldestFirst.size() - limit.sessions();
        if (over > 0) {
            List<OnlineSession> tooMany = limit.onExceed() == OnExceed.KICK_OLDEST
                    ? oldestFirst.subList(0, over)
                    : oldestFirst.subList(limit.sessions(), oldestFirst.size());
            try {
                kick(tooMany, null, "more than " + limit.sessions() + " sessions");
            } catch (TooManyKicksException full) {
                log.warn("A user keeps more than {} sessions: {}", limit.sessions(), full.getMessage());
            }
        }
    }

    private List<OnlineSession> sessionsOf(String username) {
        return store.find(OnlineUserQuery.ofUser(username), clock.instant()).items();
    }

    /**
     * Sessions kicked from this node since it started.
     *
     * @return how many
     */
    public long kicks() {
        return kicksDone.sum();
    }

    /**
     * How long the store took for them.
     *
     * @return the sum
     */
    public Duration kickTime() {
        return Duration.ofNanos(kickNanos.sum());
    }

    /**
     * Calls of the store that failed since this node started.
     *
     * @return how many
     */
    public long errors() {
        return writer.errors();
    }

    /**
     * Whether the store answered when it was last written to.
     *
     * @return false while what is to be written waits
     */
    public boolean isHealthy() {
        return writer.isHealthy();
    }

    /** Waits until what was registered, used and removed so far has been written, or could not be. */
    public void flush() {
        writer.flush();
    }

    /** Writes what waits, and stops to listen. */
    @Override
    public synchronized void close() {
        writer.close();
        @Nullable AutoCloseable open = listening;
        listening = null;
        if (open != null) {
            try {
                open.close();
            } catch (Exception failure) {
                log.debug("Listening to kicks did not end well", failure);
            }
        }
    }
}
