package io.opsmon.loginlog;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares logins with the user's earlier logins in the log. The log is shared by all nodes, survives restarts and is
 * read again if a batch is retried. Bursts of failures are counted in memory, for the last {@value #COUNTED} users and
 * addresses. For one thread at a time.
 *
 * @since 0.1
 */
public final class RiskAssessor {

    private static final Logger log = LoggerFactory.getLogger(RiskAssessor.class);
    private static final int COUNTED = 20_000;
    private static final double NEAR_KM = 100;

    private final LoginLogRepository repository;
    private final RiskSettings settings;
    private final BoundedCache<String, Failures> failures;

    /** The last failures of a user or an address. */
    private static final class Failures {
        private final ArrayDeque<Instant> times = new ArrayDeque<>();
        private @Nullable UUID last;
    }

    /**
     * Creates an assessor.
     *
     * @param repository the log
     * @param settings the thresholds of the marks
     */
    public RiskAssessor(LoginLogRepository repository, RiskSettings settings) {
        this.repository = repository;
        this.settings = settings;
        this.failures =
                BoundedCache.expiringAfterUse(COUNTED, settings.burstWindow().multipliedBy(2));
    }

    /** Returns the marks of a login; earlier logins of its batch are not in the repository yet. */
    Set<LoginRisk> assess(LoginLogEntry entry, List<LoginLogEntry> batch) {
        Set<LoginRisk> marks = EnumSet.noneOf(LoginRisk.class);
        if (entry.event() != LoginEvent.LOGIN) {
            return marks;
        }
        @Nullable LoginClient client = entry.client();
        @Nullable String ip = client == null ? null : client.ip();
        if (entry.outcome() == Outcome.FAILURE) {
            boolean ofUser = entry.username() != null && isBurst("u:" + entry.username(), entry, true);
            boolean ofAddress = ip != null && isBurst("a:" + ip, entry, true);
            if (ofUser || ofAddress || entry.attempts() >= settings.burst()) {
                marks.add(LoginRisk.FAILURE_BURST);
            }
            return marks;
        }
        if (entry.username() != null) {
            if (isBurst("u:" + entry.username(), entry, false) || (ip != null && isBurst("a:" + ip, entry, false))) {
                marks.add(LoginRisk.SUCCESS_AFTER_BURST);
            }
            if (client != null) {
                compare(entry, client, history(entry, batch), marks);
            }
        }
        return marks;
    }

    private boolean isBurst(String key, LoginLogEntry entry, boolean failed) {
        Failures known = failed ? failures.get(key, unknown -> new Failures()) : failures.get(key);
        if (known == null) {
            return false;
        }
        // A batch that could not be stored is assessed again.
        if (failed && !entry.id().equals(known.last)) {
            known.last = entry.id();
            for (long i = 0; i < Math.min(entry.attempts(), settings.burst()); i++) {
                known.times.addLast(entry.occurredAt());
            }
        }
        Instant begin = entry.occurredAt().minus(settings.burstWindow());
        while (!known.times.isEmpty()
                && (known.times.peekFirst().isBefore(begin) || known.times.size() > settings.burst())) {
            known.times.removeFirst();
        }
        return known.times.size() >= settings.burst();
    }

    private List<LoginLogEntry> history(LoginLogEntry entry, List<LoginLogEntry> batch) {
        List<LoginLogEntry> history = new ArrayList<>();
        for (int i = batch.size() - 1; i >= 0; i--) {
            LoginLogEntry other = batch.get(i);
            if (other.event() == LoginEvent.LOGIN
                    && other.outcome() == Outcome.SUCCESS
                    && Objects.equals(other.username(), entry.username())) {
                history.add(other);
            }
        }
        try {
            history.addAll(repository
                    .find(
                            LoginLogFilter.builder()
                                    .username(entry.username())
                                    .event(LoginEvent.LOGIN)
                                    .outcome(Outcome.SUCCESS)
                                    .to(entry.occurredAt())
                                    .build(),
                            LogPageRequest.first(settings.history()))
                    .items());
        } catch (RuntimeException unavailable) {
            // The write will fail too, and the batch is retried.
            log.debug("Could not read earlier logins of a user: {}", unavailable.toString());
        }
        history.removeIf(other -> other.id().equals(entry.id()));
        return history;
    }

    private void compare(LoginLogEntry entry, LoginClient client, List<LoginLogEntry> history, Set<LoginRisk> marks) {
        String device = client.device().family();
        if (!history.isEmpty()
                && !client.device().equals(Device.UNKNOWN)
                && clients(history).noneMatch(other -> other.device().family().equals(device))) {
            marks.add(LoginRisk.NEW_DEVICE);
        }
        @Nullable Location here = client.location();
        if (here == null) {
            return;
        }
        List<Location> places = clients(history)
                .map(LoginClient::location)
                .filter(Objects::nonNull)
                .toList();
        if (!places.isEmpty() && places.stream().noneMatch(here::isSameRegion)) {
            marks.add(LoginRisk.NEW_LOCATION);
        }
        for (LoginLogEntry other : history) {
            @Nullable
            Location there = other.client() == null ? null : other.client().location();
            if (there != null && there.latitude() != null) {
                if (isTooFast(there.kilometresTo(here), Duration.between(other.occurredAt(), entry.occurredAt()))) {
                    marks.add(LoginRisk.IMPOSSIBLE_TRAVEL);
                }
                // The last known location decides; earlier locations have been compared already.
                return;
            }
        }
    }

    private static Stream<LoginClient> clients(List<LoginLogEntry> history) {
        return history.stream().map(LoginLogEntry::client).filter(Objects::nonNull);
    }

    /**
     * Ignores a minute and a hundred kilometres, because clocks of nodes differ slightly and locations of addresses are
     * imprecise.
     */
    private boolean isTooFast(double kilometres, Duration time) {
        double hours = Math.max(time.abs().toSeconds(), 60) / 3_600.0;
        return kilometres > NEAR_KM && kilometres / hours > settings.maxSpeedKmh();
    }
}
