package io.opsmon.onlineuser.internal.springsession;

import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.SessionAttributes;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * Combines Spring Session, which is authoritative for existing sessions, with an index in another store for filters and
 * sort orders. Sessions read from the index are compared with Spring Session by user name; sessions that no longer
 * exist are removed from the index. A kick also deletes the session from Spring Session. Tokens are kept in the index
 * only. Thread-safe.
 *
 * <p>If Spring Session cannot read a session of a user, the user's sessions are listed as the index has them. A missing
 * class is an example.
 *
 * <p>A recently used session counts as existing, because its request may not have saved it yet.
 *
 * @param <S> Spring Session's sessions
 * @since 0.1
 */
public final class SpringSessionStore<S extends Session> implements OnlineUserStore {

    /**
     * The maximum number of reads of a page whose sessions have ended; more sessions end at once only in bulk deletions
     * of users.
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
     * Creates the store.
     *
     * @param index the searchable index
     * @param sessions Spring Session's repository
     * @param references creates references of sessions
     * @param moment the time for which a used session counts as existing
     * @param clock the clock
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
     * Returns the number of sessions in the index. A session that was deleted without an event of Spring Session counts
     * until it is read or would have ended.
     */
    @Override
    public long count(Instant now) {
        return index.count(now);
    }

    @Override
    public void kick(List<Kick> kicks) {
        Map<String, Optional<Map<String, S>>> known = new HashMap<>();
        List<S> ended = new ArrayList<>();
        for (Kick kick : kicks) {
            index.get(kick.ref(), clock.instant())
                    .filter(session -> session.kind() == SessionKind.SESSION)
                    .flatMap(session -> known.computeIfAbsent(session.username(), this::sessionsOf))
                    .map(readable -> readable.get(kick.ref()))
                    .ifPresent(ended::add);
        }
        // Nodes learn of the kicks first, because a request that is being served cannot save a deleted session.
        index.kick(kicks);
        ended.forEach(this::delete);
    }

    /**
     * Marks the session as kicked before the deletion, so that listeners can distinguish it from an expired session.
     */
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

    /** Some repositories do not find a session by its user if the session never expires. */
    private static boolean isEndless(OnlineSession session) {
        return Duration.ZERO.equals(session.maxIdle());
    }

    /**
     * Returns the sessions of a user by reference. The result is empty if Spring Session cannot read them, since one
     * unreadable session hides the others.
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
                        "Spring Session cannot read the sessions of a user. They are listed from opsmon's index, and a"
                                + " kick ends them at their next request. Further failures are logged at DEBUG",
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
