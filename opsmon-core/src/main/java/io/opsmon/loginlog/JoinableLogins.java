package io.opsmon.loginlog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a sign-in with the first use of the token that the sign-in has issued, so that both are one entry.
 *
 * <p>A sign-in waits for at most the holding time, and is then recorded without its token. A token that is used within
 * {@value #MINUTES_TO_JOIN} minutes still belongs to the sign-in and is no further login. At most {@value #CLIENTS}
 * clients are remembered; the oldest are recorded first. Guarded by its monitor; entries are recorded outside of the
 * monitor. The timer thread runs only while a sign-in waits.
 */
final class JoinableLogins implements AutoCloseable {

    private static final int CLIENTS = 10_000;
    private static final int MINUTES_TO_JOIN = 5;
    private static final Duration TO_JOIN = Duration.ofMinutes(MINUTES_TO_JOIN);

    private final Duration hold;
    private final Clock clock;
    private final Consumer<Login> sink;
    private final ScheduledThreadPoolExecutor timer;

    /** Sign-ins by client, the newest first in each queue. */
    private final Map<String, Deque<SignIn>> byClient = new LinkedHashMap<>();

    /** A sign-in whose token has not been used yet. */
    private static final class SignIn {
        private final Instant at;

        /** Null after the sign-in was recorded. */
        private @Nullable Login waiting;

        SignIn(Instant at, Login waiting) {
            this.at = at;
            this.waiting = waiting;
        }
    }

    JoinableLogins(Duration hold, Clock clock, Consumer<Login> sink) {
        this.hold = hold;
        this.clock = clock;
        this.sink = sink;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "opsmon-login-join");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Records a sign-in as soon as its token is used, or after the holding time. */
    void add(Login login, String client) {
        List<Login> due = new ArrayList<>(1);
        synchronized (this) {
            Instant now = clock.instant();
            forget(now, due);
            SignIn signIn = new SignIn(now, login);
            byClient.computeIfAbsent(client, unknown -> new ArrayDeque<>(1)).addFirst(signIn);
            if (hold.isZero() || timer.isShutdown()) {
                take(signIn, due);
            } else {
                ScheduledFuture<?> unused =
                        timer.schedule(() -> recordNow(signIn), hold.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        due.forEach(sink);
    }

    private void forget(Instant now, List<Login> due) {
        Iterator<Deque<SignIn>> oldest = byClient.values().iterator();
        while (oldest.hasNext()) {
            Deque<SignIn> signIns = oldest.next();
            boolean old = signIns.getFirst().at.plus(TO_JOIN).isBefore(now);
            if (!old && byClient.size() < CLIENTS) {
                return;
            }
            signIns.forEach(signIn -> take(signIn, due));
            oldest.remove();
        }
    }

    private static void take(SignIn signIn, List<Login> due) {
        @Nullable Login login = signIn.waiting;
        signIn.waiting = null;
        if (login != null) {
            due.add(login);
        }
    }

    private void recordNow(SignIn signIn) {
        List<Login> due = new ArrayList<>(1);
        synchronized (this) {
            take(signIn, due);
        }
        due.forEach(sink);
    }

    /** Returns whether a token belongs to a sign-in of the client, and records the sign-in with the token. */
    boolean join(String client, String sessionReference) {
        List<Login> due = new ArrayList<>(1);
        synchronized (this) {
            @Nullable Deque<SignIn> signIns = byClient.get(client);
            if (signIns == null) {
                return false;
            }
            SignIn newest = signIns.removeFirst();
            if (signIns.isEmpty()) {
                byClient.remove(client);
            }
            if (newest.at.plus(TO_JOIN).isBefore(clock.instant())) {
                return false;
            }
            take(newest, due);
        }
        due.forEach(login -> sink.accept(login.session(null).sessionReference(sessionReference)));
        return true;
    }

    /** Records all sign-ins that wait. */
    void report() {
        List<Login> due = new ArrayList<>();
        synchronized (this) {
            byClient.values().forEach(signIns -> signIns.forEach(signIn -> take(signIn, due)));
        }
        due.forEach(sink);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        report();
    }
}
