package io.opsmon.onlineuser.springsession;

import io.opsmon.http.SessionAttributes;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/**
 * Takes Spring Session's word for which sessions there are. What can be filtered and sorted, which Spring Session
 * cannot, is an index in another store; whatever is read from it is compared with Spring Session by user name, and what
 * is not there any more leaves the index. A kick deletes the session from Spring Session first. Tokens are none of
 * Spring Session's. Thread-safe.
 *
 * <p>If Spring Session cannot read a session of a user, for example one whose class is gone, the user's sessions are
 * taken as the index has them.
 *
 * <p>A session that was used a moment ago is believed to be there: its request may not have saved it yet.
 *
 * @param <S> Spring Session's sessions
 * @since 0.1
 */
public final class SpringSessionStore<S extends Session> implements OnlineUserStore {

    /**
     * Pages that are read again when something on them was gone; more than that has ended at once when users are
     * deleted in bulk.
     */
    private static final int ROUNDS = 5;

    private static final Logger log = LoggerFactory.getLogger(SpringSessionStore.class);

    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final AtomicBoolean warned = new AtomicBoolean();
    private final OnlineUserStore index;
    private final FindByIndexNameSessionRepository<S> sessions;
    private final SessionReference references;
    private final Duration moment;
    private final Clock clock;

    /**
     * Makes the store.
     *
     * @param index what can be searched
     * @param sessions what is true
     * @param references names sessions
     * @param moment how long a session that was used is believed to be there
     * @param clock the time
     */
    public SpringSessionStore(
            OnlineUserStore index,
            FindByIndexNameSessionRepository<S> sessions,
            SessionReference references,
            Duration moment,
            Clock clock) {
        this.index = index;
        this.sessions = sessions;
        this.references = references;
        this.moment = moment;
        this.clock = clock;
    }

    @Override
    public void put(List<OnlineSession> added) {
        index.put(added);
    }

    @Override
    public List<String> touch(List<Touch> touches) {
        return index.touch(touches);
    }

    @Override
    public void remove(Collection<String> refs) {
        index.remove(refs);
    }

    @Override
    public Optional<OnlineSession> get(String ref, Instant now) {
        Optional<OnlineSession> found = index.get(ref, now);
        if (found.isPresent() && !gone(List.of(found.get())).isEmpty()) {
            index.remove(List.of(ref));
            return Optional.empty();
        }
        return found;
    }

    @Override
    public OnlineUserPage find(OnlineUserQuery query, Instant now) {
        OnlineUserPage page = index.find(query, now);
        Set<String> gone = gone(page.items());
        for (int round = 1; !gone.isEmpty() && round < ROUNDS; round++) {
            index.remove(gone);
            page = index.find(query, now);
            gone = gone(page.items());
        }
        Set<String> left = gone;
        return left.isEmpty()
                ? page
                : new OnlineUserPage(
                        page.items().stream()
                                .filter(session -> !left.contains(session.ref()))
                                .toList(),
                        page.next(),
                        page.total(),
                        page.exact());
    }

    /**
     * How many the index has: those that were deleted by others, and whose deletion Spring Session told nobody, count
     * until they are looked at or would have ended.
     */
    @Override
    public long count(Instant now) {
        return index.count(now);
    }

    @Override
    public void kick(List<Kick> kicks) {
        Map<String, Optional<Map<String, S>>> known = new HashMap<>();
        for (Kick kick : kicks) {
            index.get(kick.ref(), clock.instant())
                    .filter(session -> session.kind() == SessionKind.SESSION)
                    .flatMap(session -> known.computeIfAbsent(session.username(), this::sessionsOf))
                    .map(readable -> readable.get(kick.ref()))
                    .ifPresent(this::delete);
        }
        index.kick(kicks);
    }

    /** Marked before, so that whoever hears of its end knows that it has not expired. */
    private void delete(S session) {
        session.setAttribute(SessionAttributes.KICKED, true);
        if (session.getMaxInactiveInterval().isNegative()) {
            // Spring Session's JDBC repository deletes no session that never expires.
            session.setMaxInactiveInterval(LAST_MOMENT);
        }
        sessions.save(session);
        sessions.deleteById(session.getId());
    }

    private Set<String> gone(List<OnlineSession> listed) {
        Instant usedBefore = clock.instant().minus(moment);
        Map<String, Optional<Map<String, S>>> known = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (OnlineSession session : listed) {
            if (session.kind() == SessionKind.SESSION
                    && !isEndless(session)
                    && session.lastAccess().isBefore(usedBefore)
                    && known.computeIfAbsent(session.username(), this::sessionsOf)
                            .filter(readable -> !readable.containsKey(session.ref()))
                            .isPresent()) {
                gone.add(session.ref());
            }
        }
        return gone;
    }

    /** Not every repository finds a session by its user once the session never expires. */
    private static boolean isEndless(OnlineSession session) {
        return Duration.ZERO.equals(session.maxIdle());
    }

    /**
     * The sessions of a user by reference; empty if Spring Session cannot read them, since one that cannot be read
     * hides the others.
     */
    private Optional<Map<String, S>> sessionsOf(String username) {
        Map<String, S> byReference = new HashMap<>();
        try {
            sessions.findByPrincipalName(username)
                    .forEach((id, session) -> byReference.put(references.of(id), session));
            return Optional.of(byReference);
        } catch (RuntimeException unreadable) {
            if (warned.compareAndSet(false, true)) {
                log.warn(
                        "Spring Session cannot read the sessions of a user. They are listed as opsmon knows them, and a"
                                + " kick ends them with their next request. Further failures are logged at DEBUG",
                        unreadable);
            } else {
                log.debug("Spring Session cannot read the sessions of a user", unreadable);
            }
            return Optional.empty();
        }
    }

    @Override
    public List<Kick> kicks(Instant now) {
        return index.kicks(now);
    }

    @Override
    public int clean(Instant now) {
        return index.clean(now);
    }

    @Override
    public AutoCloseable listen(KickListener listener) {
        return index.listen(listener);
    }
}
