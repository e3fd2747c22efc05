package io.opsmon.loginlog;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.http.SessionReference;
import io.opsmon.log.EntryIds;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.masking.Masking;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.Recorder;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.recording.RecorderStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records login logs into a {@link LoginLogRepository}. Spring Security's events come here by themselves; a host
 * without it, or with ways of its own to sign in, calls {@link #success}, {@link #failure} and {@link #logout}.
 * Thread-safe; nothing here throws because of a store, a disk or an entry.
 *
 * <p>Cost of a call: the facts of the request, one keyed hash, an offer to a queue. Reading the user agent, locating
 * the address and comparing with earlier logins are left to the writer's thread.
 *
 * @since 0.1
 */
public final class LoginLogRecorder implements LogRecorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoginLogRecorder.class);

    private final LoginLogRepository repository;
    private final LoginDescriber describer;
    private final Recorder<LoginLogEntry> recorder;
    private final Surroundings surroundings;
    private final FailureFlood flood;
    private final Consistency consistency;
    private final EntryIds ids;
    private final Clock clock;

    /**
     * Where and on whose behalf logins happen.
     *
     * @param application the application's name
     * @param node the machine or instance
     * @param request the current request
     * @param traces find the current trace; the first that knows one counts
     * @param sessions names sessions
     * @param masking hides secrets in messages and further attributes
     */
    public record Surroundings(
            String application,
            String node,
            CurrentRequest request,
            List<TraceContextResolver> traces,
            SessionReference sessions,
            Masking masking) {

        /**
         * Surroundings with the masking that opsmon brings.
         *
         * @param application see {@link #application()}
         * @param node see {@link #node()}
         * @param request see {@link #request()}
         * @param traces see {@link #traces()}
         * @param sessions see {@link #sessions()}
         */
        public Surroundings(
                String application,
                String node,
                CurrentRequest request,
                List<TraceContextResolver> traces,
                SessionReference sessions) {
            this(application, node, request, traces, sessions, new Masking(Masking.DEFAULT_KEYS));
        }

        @Nullable
        TraceContext trace() {
            for (TraceContextResolver resolver : traces) {
                try {
                    @Nullable TraceContext trace = resolver.resolve();
                    if (trace != null) {
                        return trace;
                    }
                } catch (RuntimeException failure) {
                    log.warn("A login is logged without its trace, since {} failed", resolver, failure);
                }
            }
            return null;
        }
    }

    /**
     * Makes a recorder that is idle until {@link #start} or the first entry.
     *
     * @param repository where entries go
     * @param describer adds device, location and risk marks on the way
     * @param surroundings where logins happen
     * @param settings how to batch, wait and give up
     * @param consistency how safe an entry is when a call returns
     * @param floodSettings from when on failures are told together
     * @param clock the source of ids and times
     */
    public LoginLogRecorder(
            LoginLogRepository repository,
            LoginDescriber describer,
            Surroundings surroundings,
            RecorderSettings settings,
            Consistency consistency,
            FloodSettings floodSettings,
            Clock clock) {
        this.repository = repository;
        this.describer = describer;
        this.surroundings = surroundings;
        this.consistency = consistency;
        this.recorder =
                new Recorder<>(LoginLogEntry.KIND.name(), this::store, LoginLogEntry.KIND.codec(), settings, clock);
        this.flood = new FailureFlood(floodSettings, clock, this::recordNow);
        this.ids = new EntryIds(clock);
        this.clock = clock;
    }

    private void store(List<LoginLogEntry> batch) {
        List<LoginLogEntry> described = describer.describe(batch).stream()
                .map(LoginLogSanitizer::sanitize)
                .toList();
        repository.saveAll(described);
        describer.stored(described);
    }

    /**
     * Somebody signed in.
     *
     * @param username the user name
     */
    public void success(String username) {
        record(Login.success(username));
    }

    /**
     * Somebody failed to sign in.
     *
     * @param username the name that was given, or null
     * @param reason why
     * @param message what there is to say; for the log only, or null
     */
    public void failure(@Nullable String username, FailureReason reason, @Nullable String message) {
        record(Login.failure(username, reason).message(message));
    }

    /**
     * Somebody signed out.
     *
     * @param username the user name
     */
    public void logout(String username) {
        record(Login.of(LoginEvent.LOGOUT, username));
    }

    /**
     * Records what a host tells.
     *
     * @param login what happened
     */
    public void record(Login login) {
        try {
            complete(login);
            if (login.outcome == Outcome.SUCCESS || flood.admits(login)) {
                recordNow(login);
            }
        } catch (RuntimeException | Error failure) {
            log.warn("A login is not recorded: {}", failure.toString());
        }
    }

    /**
     * The reference of a session or token.
     *
     * @param sessionId a session's id or a token
     * @return a keyed hash
     */
    public String referenceOf(String sessionId) {
        return surroundings.sessions().of(sessionId);
    }

    /** What the request tells is taken now: it may be gone when a flood is told. */
    private void complete(Login login) {
        if (login.occurredAt == null) {
            login.at(clock.instant());
        }
        @Nullable ClientRequest request = surroundings.request().get();
        if (request == null) {
            return;
        }
        if (login.client == null) {
            login.client(LoginClient.of(request));
        }
        if (login.sessionId == null && login.sessionReference == null && login.outcome == Outcome.SUCCESS) {
            login.session(request.sessionId());
        }
    }

    private void recordNow(Login login) {
        Instant occurredAt = login.occurredAt == null ? clock.instant() : login.occurredAt;
        @Nullable
        String reference = login.sessionId == null
                ? login.sessionReference
                : surroundings.sessions().of(login.sessionId);
        recorder.record(
                new LoginLogEntry(
                        ids.next(occurredAt),
                        occurredAt,
                        login.event,
                        login.outcome,
                        login.method,
                        login.reason,
                        surroundings.masking().maskText(login.message),
                        login.username,
                        login.tenant,
                        login.actor,
                        login.client,
                        reference,
                        surroundings.trace(),
                        surroundings.application(),
                        surroundings.node(),
                        Set.of(),
                        login.attempts,
                        masked(login.extra),
                        null),
                consistency);
    }

    private Map<String, String> masked(Map<String, String> extra) {
        Masking masking = surroundings.masking();
        Map<String, String> masked = new LinkedHashMap<>();
        extra.forEach(
                (name, value) -> masked.put(name, masking.isSensitive(name) ? Masking.MASK : masking.masked(value)));
        return masked;
    }

    @Override
    public String name() {
        return LoginLogEntry.KIND.name();
    }

    @Override
    public void start() {
        recorder.start();
    }

    @Override
    public RecorderStatistics statistics() {
        return recorder.statistics();
    }

    /** Tells a flood that is under way, too. */
    @Override
    public boolean flush(Duration timeout) {
        flood.tell();
        return recorder.flush(timeout);
    }

    /** Brings what is in memory to the repository, or to the journal if it does not answer in time. */
    @Override
    public void close() {
        flood.close();
        recorder.close();
    }
}
