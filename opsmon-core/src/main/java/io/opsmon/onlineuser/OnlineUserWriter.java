package io.opsmon.onlineuser;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.onlineuser.OnlineUserStore.Touch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes sessions, uses and removals to the store, on one thread.
 *
 * <p>A session waits at most once for its touches, however often it is used. Registrations and removals wait in queues
 * of at most {@value #MOST_WAITING} entries and are dropped beyond that limit. A dropped session is registered at its
 * next use, and a session whose removal was dropped ends by its timeout. Failed writes wait for the next round.
 */
final class OnlineUserWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OnlineUserWriter.class);
    private static final int MOST_WAITING = 100_000;
    private static final int AT_ONCE = 500;
    private static final Duration CLEAN_EVERY = Duration.ofSeconds(30);

    private final OnlineUserStore store;
    private final OnlineUserSettings settings;
    private final ClientDescriber clients;
    private final Predicate<String> isKicked;
    private final Consumer<OnlineSession> whenStarted;
    private final Clock clock;
    private final Queue<LocalSession> registered = new ConcurrentLinkedQueue<>();
    private final Queue<LocalSession> touched = new ConcurrentLinkedQueue<>();
    private final Queue<String> removed = new ConcurrentLinkedQueue<>();
    private final Queue<Kick> kickedAgain = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder errors = new LongAdder();
    private final long touchMillis;
    private volatile boolean healthy = true;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;
    private Instant lastClean;

    OnlineUserWriter(
            OnlineUserStore store,
            OnlineUserSettings settings,
            ClientDescriber clients,
            Predicate<String> isKicked,
            Consumer<OnlineSession> whenStarted,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clients = clients;
        this.isKicked = isKicked;
        this.whenStarted = whenStarted;
        this.clock = clock;
        this.touchMillis = settings.touchInterval().toMillis();
        this.lastClean = clock.instant();
    }

    void start() {
        closed = false;
        Thread fresh = new Thread(this::run, "opsmon-online-users");
        fresh.setDaemon(true);
        fresh.start();
        thread = fresh;
    }

    void put(LocalSession session) {
        if (offer(registered, session)) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private <T> boolean offer(Queue<T> queue, T item) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        return queue.add(item);
    }

    /** For the request's thread: one volatile write, and at most one queue entry per touch interval. */
    void touch(LocalSession session, long nowMillis) {
        session.usedAtMillis = nowMillis;
        if (nowMillis - session.writtenMillis >= touchMillis && session.waiting.compareAndSet(false, true)) {
            touched.add(session);
        }
    }

    void remove(String ref) {
        offer(removed, ref);
    }

    void kickAgain(Kick kick) {
        offer(kickedAgain, kick);
    }

    long errors() {
        return errors.sum();
    }

    boolean isHealthy() {
        return healthy;
    }

    private void run() {
        while (!closed) {
            flush();
            synchronized (this) {
                if (registered.isEmpty() && !closed) {
                    try {
                        wait(settings.flushInterval().toMillis());
                    } catch (InterruptedException stop) {
                        return;
                    }
                }
            }
            if (!healthy) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.flushInterval().toMillis());
        } catch (InterruptedException stop) {
            closed = true;
        }
    }

    /** Writes all pending changes; one thread at a time. */
    void flush() {
        synchronized (store) {
            try {
                write(registered, this::putAll);
                writeTouched();
                write(removed, store::remove);
                write(kickedAgain, store::kick);
                clean();
                if (!healthy) {
                    healthy = true;
                    log.info("The store of online users is available again");
                }
            } catch (RuntimeException unavailable) {
                errors.increment();
                if (healthy) {
                    healthy = false;
                    log.warn(
                            "The store of online users is unavailable; changes wait in memory until it answers: {}",
                            unavailable.toString());
                }
            }
        }
    }

    private void putAll(List<LocalSession> sessions) {
        List<OnlineSession> written = sessions.stream().map(this::toWrite).toList();
        store.put(written);
        List<OnlineSession> started = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            LocalSession session = sessions.get(i);
            if (session.writtenMillis == 0) {
                started.add(written.get(i));
            }
            session.writtenMillis = session.usedAtMillis;
        }
        started.forEach(whenStarted);
    }

    private OnlineSession toWrite(LocalSession local) {
        OnlineSession session = local.session();
        Device device = local.userAgent == null ? session.device() : clients.device(local.userAgent, local.hints);
        @Nullable
        Location location = session.location() == null ? clients.location(session.clientIp()) : session.location();
        return session.described(device, location).usedAt(Instant.ofEpochMilli(local.usedAtMillis));
    }

    private static <T> boolean take(Queue<T> queue, List<T> some) {
        for (T next = queue.poll(); next != null; next = some.size() < AT_ONCE ? queue.poll() : null) {
            some.add(next);
        }
        return !some.isEmpty();
    }

    private void writeTouched() {
        List<LocalSession> some = new ArrayList<>();
        while (take(touched, some)) {
            Map<String, LocalSession> byRef = new HashMap<>();
            List<Touch> touches = new ArrayList<>(some.size());
            for (LocalSession session : some) {
                String ref = session.session().ref();
                byRef.put(ref, session);
                Instant at = Instant.ofEpochMilli(session.usedAtMillis);
                touches.add(new Touch(ref, at, session.session().usedAt(at).aliveUntil(settings.timeout())));
            }
            List<OnlineSession> lost = new ArrayList<>();
            List<OnlineSession> started = new ArrayList<>();
            try {
                for (String ref : store.touch(touches)) {
                    LocalSession session = byRef.get(ref);
                    if (session != null && !isKicked.test(ref)) {
                        OnlineSession written = toWrite(session);
                        lost.add(written);
                        if (session.writtenMillis == 0) {
                            started.add(written);
                        }
                    }
                }
                if (!lost.isEmpty()) {
                    store.put(lost);
                }
            } catch (RuntimeException unavailable) {
                // The sessions are marked as waiting already and must not be queued twice.
                touched.addAll(some);
                throw unavailable;
            }
            for (LocalSession session : some) {
                session.writtenMillis = session.usedAtMillis;
                session.waiting.set(false);
            }
            some.clear();
            started.forEach(whenStarted);
        }
    }

    /** Writes the queue in batches; a failed batch stays in the queue. */
    private <T> void write(Queue<T> queue, Consumer<List<T>> write) {
        List<T> some = new ArrayList<>();
        while (take(queue, some)) {
            try {
                write.accept(some);
            } catch (RuntimeException unavailable) {
                queue.addAll(some);
                throw unavailable;
            }
            waiting.addAndGet(-some.size());
            some.clear();
        }
    }

    private void clean() {
        Instant now = clock.instant();
        if (Duration.between(lastClean, now).compareTo(CLEAN_EVERY) >= 0) {
            lastClean = now;
            store.clean(now);
        }
    }

    @Override
    public void close() {
        closed = true;
        @Nullable Thread running = thread;
        if (running != null) {
            running.interrupt();
            thread = null;
        }
        flush();
    }
}
