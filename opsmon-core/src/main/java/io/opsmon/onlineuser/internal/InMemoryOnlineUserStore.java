package io.opsmon.onlineuser.internal;

import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserQuery.Cursor;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import io.opsmon.onlineuser.OnlineUserStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of this process in memory, for hosts of one node. A page query visits each session. Guarded by the
 * store's monitor; listeners are called outside of the monitor.
 *
 * @since 0.1
 */
public final class InMemoryOnlineUserStore implements OnlineUserStore {

    private final Duration timeout;
    private final Map<String, OnlineSession> sessions = new HashMap<>();
    private final Map<String, Kick> kicked = new HashMap<>();
    private final List<KickListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates an empty store.
     *
     * @param timeout the maximum idle time of a session that has no idle time of its own
     */
    public InMemoryOnlineUserStore(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public synchronized void put(List<OnlineSession> fresh) {
        for (OnlineSession session : fresh) {
            if (!kicked.containsKey(session.ref())) {
                sessions.put(session.ref(), session);
            }
        }
    }

    @Override
    public synchronized List<String> touch(List<Touch> touches) {
        List<String> unknown = new ArrayList<>();
        for (Touch touch : touches) {
            @Nullable OnlineSession session = sessions.get(touch.ref());
            if (session == null) {
                unknown.add(touch.ref());
            } else if (session.lastAccess().isBefore(touch.at())) {
                sessions.put(touch.ref(), session.usedAt(touch.at()));
            }
        }
        return unknown;
    }

    @Override
    public synchronized void remove(Collection<String> refs) {
        refs.forEach(sessions::remove);
    }

    @Override
    public synchronized Optional<OnlineSession> get(String ref, Instant now) {
        return Optional.ofNullable(sessions.get(ref)).filter(session -> session.isAlive(now, timeout));
    }

    @Override
    public synchronized OnlineUserPage find(OnlineUserQuery query, Instant now) {
        List<OnlineSession> matching = alive(now)
                .filter(session -> query.matches(session, now))
                .sorted(query.sort().order())
                .toList();
        List<OnlineSession> behind = query.cursor() == null
                ? matching
                : matching.stream()
                        .filter(session -> isBehind(query.sort(), query.cursor(), session))
                        .toList();
        boolean more = behind.size() > query.limit();
        List<OnlineSession> items = more ? behind.subList(0, query.limit()) : behind;
        return new OnlineUserPage(
                items, more ? Cursor.after(query.sort(), items.get(items.size() - 1)) : null, matching.size(), true);
    }

    private Stream<OnlineSession> alive(Instant now) {
        return sessions.values().stream().filter(session -> session.isAlive(now, timeout));
    }

    private static boolean isBehind(Sort sort, Cursor cursor, OnlineSession session) {
        Cursor place = Cursor.after(sort, session);
        if (sort == Sort.USERNAME) {
            int order = place.key().compareTo(cursor.key());
            return order > 0 || (order == 0 && place.ref().compareTo(cursor.ref()) > 0);
        }
        int order = Long.compare(Long.parseLong(place.key()), Long.parseLong(cursor.key()));
        return order < 0 || (order == 0 && place.ref().compareTo(cursor.ref()) < 0);
    }

    @Override
    public synchronized long count(Instant now) {
        return alive(now).count();
    }

    @Override
    public void kick(List<Kick> kicks) {
        synchronized (this) {
            kicks.forEach(kick -> {
                sessions.remove(kick.ref());
                kicked.merge(kick.ref(), kick, (old, fresh) -> old.until().isAfter(fresh.until()) ? old : fresh);
            });
        }
        listeners.forEach(listener -> listener.kicked(kicks));
    }

    @Override
    public synchronized List<Kick> kicks(Instant now) {
        return kicked.values().stream()
                .filter(kick -> kick.until().isAfter(now))
                .toList();
    }

    @Override
    public synchronized int clean(Instant now) {
        int before = sessions.size();
        sessions.values().removeIf(session -> !session.isAlive(now, timeout));
        kicked.values().removeIf(kick -> !kick.until().isAfter(now));
        return before - sessions.size();
    }

    @Override
    public AutoCloseable listen(KickListener listener) {
        listeners.add(listener);
        List<Kick> now;
        synchronized (this) {
            now = List.copyOf(kicked.values());
        }
        listener.current(now);
        return () -> listeners.remove(listener);
    }
}
