package io.opsmon.loginlog;

import io.opsmon.log.LogCondition;
import io.opsmon.log.LogFilter;
import io.opsmon.log.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter of entries. A value that is null matches all entries.
 *
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 * @param username the user name
 * @param event the event
 * @param outcome the outcome
 * @param method the method of the sign-in
 * @param reason the reason of the failure
 * @param clientIp the client's address
 * @param sessionReference the reference of the session
 * @param risk a risk mark of the entry
 * @param text part of the user name or of the message, ignoring case
 * @since 0.1
 */
public record LoginLogFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String username,
        @Nullable LoginEvent event,
        @Nullable Outcome outcome,
        @Nullable String method,
        @Nullable FailureReason reason,
        @Nullable String clientIp,
        @Nullable String sessionReference,
        @Nullable LoginRisk risk,
        @Nullable String text)
        implements LogFilter<LoginLogFilter> {

    /** A filter that matches all entries. */
    public static final LoginLogFilter ALL = builder().build();

    /** {@inheritDoc} Method, risk and text have no index. */
    @Override
    public List<LogCondition> conditions() {
        return new LogCondition.Collector()
                .equal("username", username)
                .equal("event", event)
                .equal("outcome", outcome)
                .equal("method", method)
                .equal("reason", reason)
                .equal("client_ip", clientIp)
                .equal("session_ref", sessionReference)
                .member("risks", risk)
                .containing(text, "username", "message")
                .toList();
    }

    @Override
    public LoginLogFilter withRange(@Nullable Instant from, @Nullable Instant to) {
        return toBuilder().from(from).to(to).build();
    }

    /**
     * Returns a builder without values.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this filter.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        return builder()
                .from(from)
                .to(to)
                .username(username)
                .event(event)
                .outcome(outcome)
                .method(method)
                .reason(reason)
                .clientIp(clientIp)
                .sessionReference(sessionReference)
                .risk(risk)
                .text(text);
    }

    /** Builds a filter. Not thread-safe. */
    public static final class Builder {
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable String username;
        private @Nullable LoginEvent event;
        private @Nullable Outcome outcome;
        private @Nullable String method;
        private @Nullable FailureReason reason;
        private @Nullable String clientIp;
        private @Nullable String sessionReference;
        private @Nullable LoginRisk risk;
        private @Nullable String text;

        private Builder() {}

        /**
         * Sets the earliest time, inclusive.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder from(@Nullable Instant value) {
            this.from = value;
            return this;
        }

        /**
         * Sets the latest time, exclusive.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder to(@Nullable Instant value) {
            this.to = value;
            return this;
        }

        /**
         * Sets the user name.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder username(@Nullable String value) {
            this.username = value;
            return this;
        }

        /**
         * Sets the event.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder event(@Nullable LoginEvent value) {
            this.event = value;
            return this;
        }

        /**
         * Sets the outcome.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder outcome(@Nullable Outcome value) {
            this.outcome = value;
            return this;
        }

        /**
         * Sets the method of the sign-in.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder method(@Nullable String value) {
            this.method = value;
            return this;
        }

        /**
         * Sets the reason of the failure.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder reason(@Nullable FailureReason value) {
            this.reason = value;
            return this;
        }

        /**
         * Sets the client's address.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder clientIp(@Nullable String value) {
            this.clientIp = value;
            return this;
        }

        /**
         * Sets the reference of the session.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder sessionReference(@Nullable String value) {
            this.sessionReference = value;
            return this;
        }

        /**
         * Sets the risk mark.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder risk(@Nullable LoginRisk value) {
            this.risk = value;
            return this;
        }

        /**
         * Sets a part of the user name or of the message.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder text(@Nullable String value) {
            this.text = value;
            return this;
        }

        /**
         * Builds the filter.
         *
         * @return the filter
         */
        public LoginLogFilter build() {
            return new LoginLogFilter(
                    from, to, username, event, outcome, method, reason, clientIp, sessionReference, risk, text);
        }
    }
}
