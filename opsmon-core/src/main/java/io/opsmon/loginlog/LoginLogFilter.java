package io.opsmon.loginlog;

import io.opsmon.log.LogCondition;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogVisibility;
import io.opsmon.log.Outcome;
import io.opsmon.log.ValueFilter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter of login log entries. A value that is null, and {@link ValueFilter#ANY}, match all entries.
 *
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 * @param username the user name, ignoring case
 * @param tenant the user's tenant
 * @param event the event
 * @param outcome the outcome
 * @param method the method of the sign-in
 * @param reason the reason of the failure
 * @param clientIp the client's address
 * @param sessionReference the reference of the session
 * @param risk a risk mark of the entry
 * @param application the application
 * @param node the node
 * @param text words, each in the user name, the message or the address, ignoring case
 * @since 0.1
 */
public record LoginLogFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        ValueFilter username,
        ValueFilter tenant,
        ValueFilter event,
        ValueFilter outcome,
        ValueFilter method,
        ValueFilter reason,
        ValueFilter clientIp,
        ValueFilter sessionReference,
        ValueFilter risk,
        ValueFilter application,
        ValueFilter node,
        @Nullable String text)
        implements LogFilter<LoginLogFilter> {

    /** A filter that matches all entries. */
    public static final LoginLogFilter ALL = builder().build();

    /** {@inheritDoc} Tenant, method, risk, application, node and text have no index. */
    @Override
    public List<LogCondition> conditions() {
        return new LogCondition.Collector()
                .name("username", username)
                .in("tenant_id", tenant)
                .in("event", event)
                .in("outcome", outcome)
                .in("method", method)
                .in("reason", reason)
                .in("client_ip", clientIp)
                .in("session_ref", sessionReference)
                .member("risks", risk)
                .in("application", application)
                .in("node", node)
                .words(text, "username", "message", "client_ip")
                .toList();
    }

    @Override
    public LoginLogFilter withRange(@Nullable Instant from, @Nullable Instant to) {
        return toBuilder().from(from).to(to).build();
    }

    @Override
    public LoginLogFilter within(LogVisibility visibility) {
        return toBuilder()
                .tenant(tenant.and(visibility.tenants()))
                .application(application.and(visibility.applications()))
                .build();
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
                .tenant(tenant)
                .event(event)
                .outcome(outcome)
                .method(method)
                .reason(reason)
                .clientIp(clientIp)
                .sessionReference(sessionReference)
                .risk(risk)
                .application(application)
                .node(node)
                .text(text);
    }

    /** Builds a filter. Not thread-safe. */
    public static final class Builder {

        private @Nullable Instant from;
        private @Nullable Instant to;
        private ValueFilter username = ValueFilter.ANY;
        private ValueFilter tenant = ValueFilter.ANY;
        private ValueFilter event = ValueFilter.ANY;
        private ValueFilter outcome = ValueFilter.ANY;
        private ValueFilter method = ValueFilter.ANY;
        private ValueFilter reason = ValueFilter.ANY;
        private ValueFilter clientIp = ValueFilter.ANY;
        private ValueFilter sessionReference = ValueFilter.ANY;
        private ValueFilter risk = ValueFilter.ANY;
        private ValueFilter application = ValueFilter.ANY;
        private ValueFilter node = ValueFilter.ANY;
        private @Nullable String text;

        private Builder() {}

        /**
         * Sets {@link LoginLogFilter#from}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder from(@Nullable Instant value) {
            this.from = value;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#to}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder to(@Nullable Instant value) {
            this.to = value;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#username} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder username(@Nullable String value) {
            return username(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#username}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder username(ValueFilter values) {
            this.username = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#tenant} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder tenant(@Nullable String value) {
            return tenant(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#tenant}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder tenant(ValueFilter values) {
            this.tenant = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#event} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder event(@Nullable LoginEvent value) {
            return event(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#event}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder event(ValueFilter values) {
            this.event = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#outcome} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder outcome(@Nullable Outcome value) {
            return outcome(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#outcome}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder outcome(ValueFilter values) {
            this.outcome = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#method} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder method(@Nullable String value) {
            return method(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#method}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder method(ValueFilter values) {
            this.method = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#reason} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder reason(@Nullable FailureReason value) {
            return reason(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#reason}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder reason(ValueFilter values) {
            this.reason = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#clientIp} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder clientIp(@Nullable String value) {
            return clientIp(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#clientIp}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder clientIp(ValueFilter values) {
            this.clientIp = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#sessionReference} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder sessionReference(@Nullable String value) {
            return sessionReference(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#sessionReference}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder sessionReference(ValueFilter values) {
            this.sessionReference = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#risk} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder risk(@Nullable LoginRisk value) {
            return risk(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#risk}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder risk(ValueFilter values) {
            this.risk = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#application} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder application(@Nullable String value) {
            return application(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#application}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder application(ValueFilter values) {
            this.application = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#node} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder node(@Nullable String value) {
            return node(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link LoginLogFilter#node}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder node(ValueFilter values) {
            this.node = values;
            return this;
        }

        /**
         * Sets {@link LoginLogFilter#text}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder text(@Nullable String value) {
            this.text = value;
            return this;
        }

        /**
         * Creates the filter.
         *
         * @return the filter
         */
        public LoginLogFilter build() {
            return new LoginLogFilter(
                    from,
                    to,
                    username,
                    tenant,
                    event,
                    outcome,
                    method,
                    reason,
                    clientIp,
                    sessionReference,
                    risk,
                    application,
                    node,
                    text);
        }
    }
}
