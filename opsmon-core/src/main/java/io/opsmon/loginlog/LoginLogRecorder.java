package io.opsmon.loginlog;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.log.internal.EntryIds;
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
 * Records login logs into a {@link LoginLogRepository}. Events of Spring Security are recorded automatically. A host
 * without Spring Security, or with its own way to sign in, calls {@link #success}, {@link #failure} and
 * {@link #logout}. Thread-safe; no method throws because of a store, a disk or an entry.
 *
 * <p>Cost of a call: the facts of the request, one keyed hash, an offer to a queue. The writer's thread parses the user
 * agent, resolves the location and compares the entry with earlier logins.
 *
 * @since 0.1
 */
public final class LoginLogRecorder implements LogRecorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoginLogRecorder.class);

    /** The time for which a buffered sign-in waits for the first use of its token. */
    private static final Duration HELD = Duration.ofSeconds(2);

    private final LoginLogRepository repository;
    private final LoginDescriber describer;
    private final Recorder<LoginLogEntry> recorder;
    private final Surroundings surroundings;
    private final FailureFlood flood;
    private final JoinableLogins joinable;
    private final Consistency consistency;
    private final EntryIds ids;
    private final Clock clock;

    /**
     * The context of logins: application, node, request, trace.
     *
     * @param application the application's name
     * @param node the machine or instance
     * @param request provides the current request
     * @param traces resolvers of the current trace; the first result is used
     * @param sessions creates references of sessions
     * @param masking masks secrets in messages and further attributes
     */
    public record Surroundings(
            String application,
            String node,
            CurrentHttpExchange request,
            List<TraceContextResolver> traces,
            SessionReference sessions,
            Masking masking) {

        /**
         * Creates a context with opsmon's default masking.
         *
         * @param application the application's name
         * @param node the machine or instance
         * @param request provides the current request
         * @param traces resolvers of the current trace; the first result is used
         * @param sessions creates references of sessions
         */
        public Surroundings(
                String application,
                String node,
                CurrentHttpExchange request,
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
                    log.warn(
                            "A login is recorded without its trace because the resolver \"{}\" failed",
                            resolver,
                            failure);
                }
            }
            return null;
        }
    }

    /**
     * Creates a recorder that is idle until {@link #start} or the first entry.
     *
     * @param repository the store of entries
     * @param describer adds device, location and risk marks before the write
     * @param surroundings the context of logins
     * @param settings the settings of batches, waiting times and retries
     * @param consistency the guarantee for an entry when a call returns
     * @param floodSettings the limits above which failures are counted in one entry
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
        this.recorder = new Recorder<>(
                LoginLogDefinition.LOGIN_LOG.name(),
                this::store,
                LoginLogDefinition.LOGIN_LOG.codec(),
                settings,
                clock);
        this.flood = new FailureFlood(floodSettings, clock, this::recordNow);
        this.joinable = new JoinableLogins(
                consistency == Consistency.BUFFERED ? HELD : Duration.ZERO, clock, this::recordSafely);
        this.ids = new EntryIds(clock);
        this.clock = clock;
    }

    private void store(List<LoginLogEntry> batch) {
        List<LoginLogEntry> described = describer.describe(batch).stream()
                .map(LoginLogDefinition.LOGIN_LOG::storable)
                .toList();
        repository.saveAll(described);
        describer.stored(described);
    }

    /**
     * Records a successful sign-in attempt.
     *
     * @param username the user name
     */
    public void success(String username) {
        record(Login.success(username));
    }

    /**
     * Records a failed sign-in attempt.
     *
     * @param username the given name, or null
     * @param reason the reason of the failure
     * @param message a message for the log only, or null
     */
    public void failure(@Nullable String username, FailureReason reason, @Nullable String message) {
        record(Login.failure(username, reason).message(message));
    }

    /**
     * Records a sign-out.
     *
     * @param username the user name
     */
    public void logout(String username) {
        record(Login.of(LoginEvent.LOGOUT, username));
    }

    /**
     * Records an event of the host.
     *
     * @param login the event
     */
    public void record(Login login) {
        try {
            complete(login);
            if (login.outcome == Outcome.SUCCESS || flood.admits(login)) {
                recordNow(login);
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Could not record a login: {}", failure.toString());
        }
    }

    /**
     * Records a successful sign-in that issues a token. The entry waits for the first use of the token for at most two
     * seconds, unless entries are kept on disk, and then has the reference of the token. The request's properties are
     * read now.
     *
     * @param login the sign-in
     * @param client the text that identifies user and client, for {@link #join}
     */
    public void recordJoinable(Login login, String client) {
        try {
            joinable.add(prepared(login), client);
        } catch (RuntimeException | Error failure) {
            log.warn("Could not record a login: {}", failure.toString());
        }
    }

    /**
     * Returns whether the first use of a token belongs to a recent sign-in of {@link #recordJoinable}, and joins both.
     *
     * @param client the text that identifies user and client
     * @param sessionReference the reference of the token
     * @return false if the token is a sign-in of its own
     */
    public boolean join(String client, String sessionReference) {
        return joinable.join(client, sessionReference);
    }

    /**
     * Completes an event with the properties of the current request and trace, to record it on another thread.
     *
     * @param login the event
     * @return the event
     */
    public Login prepared(Login login) {
        complete(login);
        login.trace = surroundings.trace();
        return login;
    }

    /**
     * Returns the reference of a session or token.
     *
     * @param sessionId a session's id or a token
     * @return a keyed hash
     */
    public String referenceOf(String sessionId) {
        return surroundings.sessions().of(sessionId);
    }

    /** Reads the request's properties now, because the request may have ended when a flood is recorded. */
    private void complete(Login login) {
        if (login.occurredAt == null) {
            login.at(clock.instant());
        }
        @Nullable HttpExchange request = surroundings.request().get();
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

    private void recordSafely(Login login) {
        try {
            recordNow(login);
        } catch (RuntimeException | Error failure) {
            log.warn("Could not record a login: {}", failure.toString());
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
                        login.trace == null ? surroundings.trace() : login.trace,
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
        return LoginLogDefinition.LOGIN_LOG.name();
    }

    @Override
    public void start() {
        recorder.start();
    }

    @Override
    public RecorderStatistics statistics() {
        return recorder.statistics();
    }

    /** Records the failures of a flood in progress, too. */
    @Override
    public boolean flush(Duration timeout) {
        joinable.report();
        flood.report();
        return recorder.flush(timeout);
    }

    /** Writes entries in memory to the repository, or to the journal if the repository does not answer in time. */
    @Override
    public void close() {
        joinable.close();
        flood.close();
        recorder.close();
    }
}
