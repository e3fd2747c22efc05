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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Combines Spring Session, which is authoritative for existing sessions, with an index in another store for filters and
 * sort orders. Sessions read from the index are looked up in Spring Session by their id; sessions that no longer exist
 * are removed from the index. A kick also deletes the session from Spring Session. Thread-safe.
 *
 * <p>The id is decrypted from {@link OnlineSession#sealedId()}. Spring Session's own index by user name is not used,
 * because the host may determine the names in it.
 *
 * <p>A session is listed as the index has it if its id is not known, or if Spring Session cannot read the session. A
 * missing class is an example.
 *
 * <p>A recently used session counts as existing, because its request may not have saved it yet.
 *
 * <p>Cost: one look-up in Spring Session for each listed session.
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
    private final SessionRepository<S> sessions;
    private final SessionReference references;
    private final Duration moment;
    private final Clock clock;

    /**
     * Creates the store.
     *
     * @param index the searchable index
     * @param sessions Spring Session's repository
     * @param references decrypts ids of sessions
     * @param moment the time for which a used session counts as existing
     * @param clock the clock
     */
    public SpringSessionStore(
            OnlineUserStore index,
            SessionRepository<S> sessions,
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
        if (found.isPresent() && !gone(List.of(found.get()), new HashSet<>()).isEmpty()) {
            index.remove(List.of(ref));
            return Optional.empty();
        }
        return found;
    }

    @Override
    public OnlineUserPage find(OnlineUserQuery query, Instant now) {
        Set<String> existing = new HashSet<>();
        OnlineUserPage page = index.find(query, now);
        Set<String> gone = gone(page.items(), existing);
        for (int round = 1; !gone.isEmpty() && round < ROUNDS; round++) {
            index.remove(gone);
            page = index.find(query, now);
            gone = gone(page.items(), existing);
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
        List<S> ended = new ArrayList<>();
        for (Kick kick : kicks) {
            index.get(kick.ref(), clock.instant()).map(this::idOf).ifPresent(id -> {
                @Nullable S session = read(id).session();
                if (session != null) {
                    ended.add(session);
                }
            });
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

    /** Returns the references of sessions that no longer exist. Adds the others to the existing ones. */
    private Set<String> gone(List<OnlineSession> listed, Set<String> existing) {
        Instant usedBefore = clock.instant().minus(moment);
        Set<String> gone = new HashSet<>();
        for (OnlineSession session : listed) {
            @Nullable String id = session.lastAccess().isBefore(usedBefore) ? idOf(session) : null;
            if (id == null || existing.contains(session.ref())) {
                continue;
            }
            if (read(id).isMissing()) {
                gone.add(session.ref());
            } else {
                existing.add(session.ref());
            }
        }
        return gone;
    }

    /** Returns the id of a session; null if Spring Session does not store it, or if another key encrypted the id. */
    private @Nullable String idOf(OnlineSession session) {
        return session.kind() != SessionKind.SESSION || session.sealedId() == null
                ? null
                : references.open(session.ref(), session.sealedId());
    }

    /** A session as Spring Session has it: neither present nor missing if it cannot be read. */
    private record Found<S>(@Nullable S session, boolean isMissing) {}

    private Found<S> read(String id) {
        try {
            @Nullable S session = sessions.findById(id);
            return new Found<>(session, session == null);
        } catch (RuntimeException unreadable) {
            if (warned.compareAndSet(false, true)) {
                log.warn(
                        "Spring Session cannot read a session. The session is listed from opsmon's index, and a kick"
                                + " ends the session at its next request. Further failures are logged at DEBUG",
                        unreadable);
            } else {
                log.debug("Spring Session cannot read a session", unreadable);
            }
            return new Found<>(null, false);
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
