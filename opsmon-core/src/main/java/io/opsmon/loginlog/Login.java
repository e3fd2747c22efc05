package io.opsmon.loginlog;

import io.opsmon.log.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host tells the {@link LoginLogRecorder}; what it does not say, the current request tells. A builder, not
 * thread-safe.
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

    long attempts = 1;
    final Map<String, String> extra = new LinkedHashMap<>();

    private Login(LoginEvent event, Outcome outcome, @Nullable String username, @Nullable FailureReason reason) {
        this.event = event;
        this.outcome = outcome;
        this.username = username;
        this.reason = reason;
    }

    /**
     * Somebody signed in.
     *
     * @param username the user name
     * @return what to add to
     */
    public static Login success(String username) {
        return new Login(LoginEvent.LOGIN, Outcome.SUCCESS, username, null);
    }

    /**
     * Somebody failed to.
     *
     * @param username the name that was given, or null
     * @param reason why
     * @return what to add to
     */
    public static Login failure(@Nullable String username, FailureReason reason) {
        return new Login(LoginEvent.LOGIN, Outcome.FAILURE, username, reason);
    }

    /**
     * Something else happened to a user's sessions.
     *
     * @param event what happened
     * @param username the user name, or null
     * @return what to add to
     */
    public static Login of(LoginEvent event, @Nullable String username) {
        return new Login(event, Outcome.SUCCESS, username, null);
    }

    /**
     * When it happened.
     *
     * @param value the time; null for now
     * @return this
     */
    public Login at(@Nullable Instant value) {
        this.occurredAt = value;
        return this;
    }

    /**
     * How somebody signed in.
     *
     * @param value see {@link LoginMethod}
     * @return this
     */
    public Login method(@Nullable String value) {
        this.method = value;
        return this;
    }

    /**
     * What there is to say.
     *
     * @param value for the log only
     * @return this
     */
    public Login message(@Nullable String value) {
        this.message = value;
        return this;
    }

    /**
     * The user's tenant.
     *
     * @param value its id
     * @return this
     */
    public Login tenant(@Nullable String value) {
        this.tenant = value;
        return this;
    }

    /**
     * Who did it, if somebody else than the user.
     *
     * @param value a user name
     * @return this
     */
    public Login actor(@Nullable String value) {
        this.actor = value;
        return this;
    }

    /**
     * From where, if not from the current request.
     *
     * @param value the client
     * @return this
     */
    public Login client(@Nullable LoginClient value) {
        this.client = value;
        return this;
    }

    /**
     * The session, if not the current request's.
     *
     * @param value the session's id or the token, of which a keyed hash is kept
     * @return this
     */
    public Login session(@Nullable String value) {
        this.sessionId = value;
        return this;
    }

    /**
     * The session by its reference, where its id is not known.
     *
     * @param value a keyed hash
     * @return this
     */
    public Login sessionReference(@Nullable String value) {
        this.sessionReference = value;
        return this;
    }

    /**
     * A further attribute.
     *
     * @param name its name
     * @param value its value; null to leave it out
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
