package io.opsmon.onlineuser;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.cache.BoundedCache;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the sessions of signed-in users and terminates sessions on every node. Thread-safe.
 *
 * <p>{@link #isKicked} and {@link #touch} are for the request's thread: one look-up in a map of this process, no lock,
 * no network, no system call. {@link #register} and {@link #remove} leave the write to the registry's own thread. If
 * the store is unavailable, these four methods continue and pending writes wait. Sessions that the store has lost are
 * written again at their next use. {@link #kick} and the queries call the store and fail if the store fails.
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
    private final BoundedCache<String, LocalSession> here;
    private final KickTerms terms;
    private final UserKicks userKicks = new UserKicks();
    private final LongAdder kicksDone = new LongAdder();
    private final LongAdder kickNanos = new LongAdder();

    /** The end of each kick by reference, in milliseconds since 1970. */
    private final Map<String, Long> kicked = new ConcurrentHashMap<>();

    private @Nullable AutoCloseable listening;

    /**
     * Creates a registry that is idle until {@link #start}.
     *
     * @param store the store of sessions and kicks
     * @param settings the registry's settings
     * @param clients resolves devices and locations; called on the registry's own thread
     * @param policy the limit of concurrent sessions for each user
     * @param events receives {@link SessionStartedEvent}, {@link SessionKickedEvent} and {@link SessionTerminatedEvent}
     * @param clock the clock
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
        this.here = BoundedCache.expiringAfterUse(KNOWN_HERE, settings.timeout());
        this.writer = new OnlineUserWriter(store, settings, clients, this::isKicked, this::started, clock);
    }

    /** Starts the writer and listens to kicks. May be called again after {@link #close}. */
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

    /** Writes kicks that this node knows and the store has lost, for example after a restart of the store. */
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
        @Nullable LocalSession session = here.remove(kick.ref());
        if (session != null) {
            session.attachments.kicked();
            session.companions().stream()
                    .map(companion -> new Kick(companion, kick.until()))
                    .forEach(this::kickLater);
        }
        try {
            events.accept(new SessionTerminatedEvent(kick.ref()));
        } catch (RuntimeException failure) {
            log.warn("A listener for SessionTerminatedEvent failed", failure);
        }
    }

    /** Terminates sessions of a user that were not in the store yet when the user was kicked. */
    private void kickUnwritten(String userRef) {
        List<OnlineSession> unwritten = new ArrayList<>();
        here.forEach((ref, local) -> {
            if (local.writtenMillis == 0
                    && UserKicks.ref(local.session().username()).equals(userRef)) {
                unwritten.add(local.session());
            }
        });
        if (!unwritten.isEmpty()) {
            kickLater(unwritten);
        }
    }

    private void kickLater(Kick kick) {
        arrived(kick);
        writer.kickAgain(kick);
    }

    private void kickLater(List<OnlineSession> sessions) {
        Instant now = clock.instant();
        List<Kick> kicks = sessions.stream()
                .flatMap(session -> terms.of(session, now).stream())
                .toList();
        kicks.forEach(this::kickLater);
    }

    /**
     * Returns whether a session, token or cookie was kicked. For the request's thread: one look-up in a map.
     *
     * @param ref the reference
     * @return true if access must be denied
     */
    public boolean isKicked(String ref) {
        return !kicked.isEmpty() && kicked.containsKey(ref);
    }

    /**
     * Returns whether any kick exists. Avoids the cost of computing references.
     *
     * @return false if {@link #isKicked} is false for all references
     */
    public boolean hasKicks() {
        return !kicked.isEmpty();
    }

    /**
     * Registers a session after a sign-in. Another thread writes the session soon.
     *
     * @param session the session, without location, and without device if a user agent is given
     * @param userAgent the user agent to read the device from; null if the session has its device
     * @param hints the client hints of the browser
     * @return the state of the session on this node
     */
    public LocalSession register(OnlineSession session, @Nullable String userAgent, ClientHints hints) {
        LocalSession local = here.compute(session.ref(), before -> new LocalSession(session, userAgent, hints, before));
        writer.put(local);
        return local;
    }

    /**
     * Registers a session like {@link #register(OnlineSession, String, ClientHints)}, for a sign-in in progress. If the
     * user was kicked since the request began, the session ends at once.
     *
     * @param session the session, without location, and without device if a user agent is given
     * @param userAgent the user agent to read the device from; null if the session has its device
     * @param hints the client hints of the browser
     * @param begun the start of the sign-in's request, by this node's clock
     * @return the state of the session on this node
     */
    public LocalSession register(OnlineSession session, @Nullable String userAgent, ClientHints hints, Instant begun) {
        LocalSession local = register(session, userAgent, hints);
        if (userKicks.isAfter(session.username(), begun.toEpochMilli())) {
            kickLater(List.of(session));
        }
        return local;
    }

    /**
     * Updates the maximum idle time of a session after the host has changed it. Another thread writes the session soon.
     *
     * @param local the session
     * @param maxIdle the idle time after which the host ends the session; zero for no limit; null if it is not known
     */
    public void changed(LocalSession local, @Nullable Duration maxIdle) {
        OnlineSession session = local.session();
        if (!Objects.equals(session.maxIdle(), maxIdle) && here.get(session.ref()) == local) {
            OnlineSession changed =
                    session.usedAt(Instant.ofEpochMilli(local.usedAtMillis)).withMaxIdle(maxIdle);
            register(changed, local.userAgent, local.hints).writtenMillis = local.writtenMillis;
        }
    }

    /**
     * Records a use of a session. For the request's thread.
     *
     * @param ref the session's reference
     * @return the state of the session on this node; null if the session is unknown here and the caller must call
     *     {@link #seen}
     */
    public @Nullable LocalSession touch(String ref) {
        @Nullable LocalSession local = here.get(ref);
        if (local != null) {
            writer.touch(local, clock.millis());
        }
        return local;
    }

    /**
     * Records a use of a session that is unknown to this node, after a restart or after a sign-in at another node.
     *
     * @param session the current data of the session; written only if the store has lost the session
     * @param userAgent the user agent to read the device from; null if the session has its device
     * @param hints the client hints of the browser
     * @return the state of the session on this node
     */
    public LocalSession seen(OnlineSession session, @Nullable String userAgent, ClientHints hints) {
        LocalSession local = here.get(session.ref(), unknown -> new LocalSession(session, userAgent, hints, null));
        writer.touch(local, clock.millis());
        return local;
    }

    /**
     * Removes a session that has ended by itself, and closes its resources on this node. Another thread updates the
     * store soon.
     *
     * @param ref the session's reference
     */
    public void remove(String ref) {
        @Nullable LocalSession session = here.remove(ref);
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
     * @param ref the session's reference
     * @return the session, if it is online
     * @throws RuntimeException if the store is unavailable
     */
    public Optional<OnlineSession> get(String ref) {
        return store.get(ref, clock.instant());
    }

    /**
     * Finds a page of sessions.
     *
     * @param query filters, order and page
     * @return the page
     * @throws RuntimeException if the store is unavailable
     */
    public OnlineUserPage find(OnlineUserQuery query) {
        return store.find(query, clock.instant());
    }

    /**
     * Counts sessions.
     *
     * @return the number of online sessions
     * @throws RuntimeException if the store is unavailable
     */
    public long count() {
        return store.count(clock.instant());
    }

    /**
     * Terminates a session on every node.
     *
     * @param ref the session's reference
     * @param actor the operator; null for the policy
     * @param reason the reason, or null
     * @return the terminated session; empty if the session is not online
     * @throws TooManyKicksException if the limit of permanent kicks is reached
     * @throws RuntimeException if the store is unavailable; no session was terminated then
     */
    public Optional<OnlineSession> kick(String ref, @Nullable String actor, @Nullable String reason) {
        Optional<OnlineSession> found = get(ref);
        found.ifPresent(session -> kick(List.of(session), actor, reason));
        return found;
    }

    /**
     * Terminates all sessions of a user on every node.
     *
     * @param username the user name
     * @param except the reference of a session to keep; null for none
     * @param actor the operator
     * @param reason the reason, or null
     * @return the terminated sessions; sign-ins in progress end too and are not in this list
     * @throws TooManyKicksException if the limit of permanent kicks is reached
     * @throws RuntimeException if the store is unavailable
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
        // Applied on this node at once, without waiting for the message.
        kicks.forEach(this::arrived);
        kicksDone.add(sessions.size());
        for (OnlineSession session : sessions) {
            events.accept(new SessionKickedEvent(session, actor, reason));
        }
    }

    /**
     * Returns whether the policy would refuse one more session of a user.
     *
     * @param username the user name
     * @param replaced the reference of a session that the new session replaces, or null
     * @return false if the user is below the limit, the policy ends older sessions instead, or the store is
     *     unavailable. An outage of Redis must not block every sign-in.
     */
    public boolean isFull(String username, @Nullable String replaced) {
        SessionLimit limit = policy.limitOf(username);
        if (!limit.isBounded() || limit.onExceed() != OnExceed.REJECT_NEW) {
            return false;
        }
        try {
            return limited(username)
                            .filter(session -> !session.ref().equals(replaced))
                            .count()
                    >= limit.sessions();
        } catch (RuntimeException unavailable) {
            log.warn(
                    "The session limit is not enforced while the session store is unavailable: {}",
                    unavailable.toString());
            return false;
        }
    }

    private void started(OnlineSession session) {
        try {
            events.accept(new SessionStartedEvent(session));
        } catch (RuntimeException failure) {
            log.warn("A listener for SessionStartedEvent failed", failure);
        }
        keepLimit(session);
    }

    /**
     * Enforces the limit on the writer's thread after a session is written, because two concurrent sign-ins may both
     * have passed the check.
     */
    private void keepLimit(OnlineSession session) {
        SessionLimit limit = policy.limitOf(session.username());
        if (!limit.isBounded()) {
            return;
        }
        List<OnlineSession> oldestFirst = limited(session.username())
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
                log.warn("A user exceeds the limit of {} sessions: {}", limit.sessions(), full.getMessage());
            }
        }
    }

    /** Returns the sessions that count for the limit. A session of the console belongs to a session or token. */
    private Stream<OnlineSession> limited(String username) {
        return sessionsOf(username).stream().filter(session -> session.kind() != SessionKind.CONSOLE);
    }

    private List<OnlineSession> sessionsOf(String username) {
        return store.find(OnlineUserQuery.ofUser(username), clock.instant()).items();
    }

    /**
     * Returns the number of sessions terminated from this node since it started.
     *
     * @return the number of sessions
     */
    public long kicks() {
        return kicksDone.sum();
    }

    /**
     * Returns the total time of the store's kick calls.
     *
     * @return the total time
     */
    public Duration kickTime() {
        return Duration.ofNanos(kickNanos.sum());
    }

    /**
     * Returns the number of failed store calls since this node started.
     *
     * @return the number of calls
     */
    public long errors() {
        return writer.errors();
    }

    /**
     * Returns whether the last write to the store succeeded.
     *
     * @return false while writes are pending because the store is unavailable
     */
    public boolean isHealthy() {
        return writer.isHealthy();
    }

    /** Waits until pending registrations, uses and removals are written or have failed. */
    public void flush() {
        writer.flush();
    }

    /** Writes pending changes and stops listening. */
    @Override
    public synchronized void close() {
        writer.close();
        @Nullable AutoCloseable open = listening;
        listening = null;
        if (open != null) {
            try {
                open.close();
            } catch (Exception failure) {
                log.debug("Could not stop listening to kicks", failure);
            }
        }
    }
}
