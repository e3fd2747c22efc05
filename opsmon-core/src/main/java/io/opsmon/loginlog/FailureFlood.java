package io.opsmon.loginlog;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts failures that exceed the limits for individual entries. At the end of a window, one entry per address reports
 * the remaining failures: the number of attempts and user names, some names, and the reasons.
 *
 * <p>Memory is bounded: {@value #ADDRESSES} addresses with {@value #NAMES} names each; all other addresses are counted
 * together. Guarded by its monitor; entries are recorded outside of the monitor. The timer thread runs only while a
 * window is open.
 */
final class FailureFlood implements AutoCloseable {

    private static final int ADDRESSES = 1_000;
    private static final int NAMES = 100;
    private static final int NAMES_LISTED = 20;
    private static final int NAME_LENGTH = 60;
    private static final String OTHERS = "others";

    private final FloodSettings settings;
    private final Clock clock;
    private final Consumer<Login> sink;
    private final ScheduledThreadPoolExecutor timer;
    private Map<String, Integer> recorded = new HashMap<>();
    private Map<String, Source> folded = new HashMap<>();
    private int recordedInAll;
    private Instant windowEnd = Instant.MIN;

    /** The failures of one address that were not recorded one by one. */
    private static final class Source {
        private final Instant since;
        private final @Nullable LoginClient client;
        private final Set<String> names = new LinkedHashSet<>();
        private final Map<FailureReason, Long> reasons = new EnumMap<>(FailureReason.class);
        private long attempts;

        Source(Instant since, @Nullable LoginClient client) {
            this.since = since;
            this.client = client;
        }
    }

    FailureFlood(FloodSettings settings, Clock clock, Consumer<Login> sink) {
        this.settings = settings;
        this.clock = clock;
        this.sink = sink;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "opsmon-login-flood");
            thread.setDaemon(true);
            return thread;
        });
        // No thread runs while there are no counted failures.
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Returns whether a failure is recorded as an entry of its own; otherwise the failure has been counted. */
    boolean admits(Login login) {
        List<Login> over;
        boolean admitted;
        synchronized (this) {
            Instant now = clock.instant();
            over = now.isBefore(windowEnd) ? List.of() : endWindow(now);
            @Nullable LoginClient client = login.client;
            String address = client == null || client.ip() == null ? "" : client.ip();
            int ofAddress = recorded.getOrDefault(address, 0);
            admitted = ofAddress < settings.perAddress() && recordedInAll < settings.total();
            if (admitted) {
                // The map has at most as many addresses as failures recorded one by one.
                recorded.put(address, ofAddress + 1);
                recordedInAll++;
            } else {
                fold(login, address, now);
            }
        }
        over.forEach(sink);
        return admitted;
    }

    private void fold(Login login, String address, Instant now) {
        if (folded.isEmpty()) {
            ScheduledFuture<?> unused =
                    timer.schedule(this::reportIfOver, settings.window().toMillis(), TimeUnit.MILLISECONDS);
        }
        boolean known = folded.containsKey(address) || folded.size() < ADDRESSES;
        Source source = folded.computeIfAbsent(
                known ? address : OTHERS, unknown -> new Source(now, known ? login.client : null));
        source.attempts++;
        if (login.reason != null) {
            source.reasons.merge(login.reason, 1L, Long::sum);
        }
        if (login.username != null && source.names.size() < NAMES) {
            source.names.add(
                    login.username.length() <= NAME_LENGTH
                            ? login.username
                            : login.username.substring(0, NAME_LENGTH) + "…");
        }
    }

    private void reportIfOver() {
        List<Login> over;
        synchronized (this) {
            over = endWindow(clock.instant());
        }
        over.forEach(sink);
    }

    /** Records the failures counted so far. */
    void report() {
        List<Login> over;
        synchronized (this) {
            over = takeFolded();
        }
        over.forEach(sink);
    }

    private List<Login> endWindow(Instant now) {
        windowEnd = now.plus(settings.window());
        recorded = new HashMap<>();
        recordedInAll = 0;
        return takeFolded();
    }

    private List<Login> takeFolded() {
        if (folded.isEmpty()) {
            return List.of();
        }
        List<Login> entries = new ArrayList<>();
        folded.forEach((address, source) -> entries.add(entry(address, source)));
        folded = new HashMap<>();
        return entries;
    }

    private static Login entry(String address, Source source) {
        List<String> some = source.names.stream().limit(NAMES_LISTED).toList();
        String names = source.names.size() == NAMES ? NAMES + " or more" : Integer.toString(source.names.size());
        Login login = Login.failure(null, FailureReason.FLOOD)
                .at(source.since)
                .client(source.client)
                .attempts(source.attempts)
                .message(source.attempts + " more failures"
                        + (address.equals(OTHERS) ? " from many other addresses" : "") + ", of " + names
                        + " user names")
                .extra("usernames", some.isEmpty() ? null : String.join(", ", some));
        source.reasons.forEach((reason, count) -> login.extra(reason.name(), Long.toString(count)));
        return login;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        report();
    }
}
