package io.opsmon.loginlog;

import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a sign-in event for the {@link LoginLogRecorder}. The current request supplies the properties that are not
 * set. Not thread-safe.
 *
 * <pre>{@code
 * recorder.record(Login.failure("mallory", FailureReason.BAD_CREDENTIALS).method(LoginMethod.FORM));
 * }</pre>
 *
 * @since 0.1
 */
public final class Login {

    final LoginEvent event;
    final Outcome outcome;
    final @Nullable String username;
    final @Nullable FailureReason reason;

    @Nullable
    Instant occurredAt;

    @Nullable
    String method;

    @Nullable
    String message;

    @Nullable
    String tenant;

    @Nullable
    String actor;

    @Nullable
    LoginClient client;

    @Nullable
    String sessionId;

    @Nullable
    String sessionReference;

    /** The trace of the request, for an event that another thread records. */
    @Nullable
    TraceContext trace;

    long attempts = 1;
    final Map<String, String> extra = new LinkedHashMap<>();

    private Login(LoginEvent event, Outcome outcome, @Nullable String username, @Nullable FailureReason reason) {
        this.event = event;
        this.outcome = outcome;
        this.username = username;
        this.reason = reason;
    }

    /**
     * Creates a successful sign-in attempt.
     *
     * @param username the user name
     * @return a builder
     */
    public static Login success(String username) {
        return new Login(LoginEvent.LOGIN, Outcome.SUCCESS, username, null);
    }

    /**
     * Creates a failed sign-in attempt.
     *
     * @param username the given name, or null
     * @param reason the reason of the failure
     * @return a builder
     */
    public static Login failure(@Nullable String username, FailureReason reason) {
        return new Login(LoginEvent.LOGIN, Outcome.FAILURE, username, reason);
    }

    /**
     * Creates another event of a user's session.
     *
     * @param event the event
     * @param username the user name, or null
     * @return a builder
     */
    public static Login of(LoginEvent event, @Nullable String username) {
        return new Login(event, Outcome.SUCCESS, username, null);
    }

    /**
     * Sets the time of the event.
     *
     * @param value the time; null for now
     * @return this
     */
    public Login at(@Nullable Instant value) {
        this.occurredAt = value;
        return this;
    }

    /**
     * Sets the method of the sign-in.
     *
     * @param value a constant of {@link LoginMethod} or a name of the host
     * @return this
     */
    public Login method(@Nullable String value) {
        this.method = value;
        return this;
    }

    /**
     * Sets the message.
     *
     * @param value the message, for the log only
     * @return this
     */
    public Login message(@Nullable String value) {
        this.message = value;
        return this;
    }

    /**
     * Sets the user's tenant.
     *
     * @param value the tenant's id
     * @return this
     */
    public Login tenant(@Nullable String value) {
        this.tenant = value;
        return this;
    }

    /**
     * Sets the operator, if the operator is not the user.
     *
     * @param value a user name
     * @return this
     */
    public Login actor(@Nullable String value) {
        this.actor = value;
        return this;
    }

    /**
     * Sets the client, if it is not the client of the current request.
     *
     * @param value the client
     * @return this
     */
    public Login client(@Nullable LoginClient value) {
        this.client = value;
        return this;
    }

    /**
     * Sets the session, if it is not the session of the current request.
     *
     * @param value the session's id or the token; a keyed hash is stored
     * @return this
     */
    public Login session(@Nullable String value) {
        this.sessionId = value;
        return this;
    }

    /**
     * Sets the session by its reference, if its id is not known.
     *
     * @param value a keyed hash
     * @return this
     */
    public Login sessionReference(@Nullable String value) {
        this.sessionReference = value;
        return this;
    }

    /**
     * Adds an attribute.
     *
     * @param name the attribute's name
     * @param value the attribute's value; null to omit the attribute
     * @return this
     */
    public Login extra(String name, @Nullable String value) {
        if (value != null) {
            extra.put(name, value);
        }
        return this;
    }

    Login attempts(long value) {
        this.attempts = value;
        return this;
    }
}
