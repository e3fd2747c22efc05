package io.opsmon.loginlog;

import io.opsmon.log.LogCursor;
import io.opsmon.log.LogQuery;
import io.opsmon.log.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Filter, order and page of a search for entries; a filter that is null matches all entries. The default order is
 * newest first.
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
 * @param sort the order
 * @param cursor the end of the previous page in that order; null for the first page
 * @param limit entries on a page, 1 to {@value #MAX_LIMIT}
 * @since 0.1
 */
public record LoginLogQuery(
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
        @Nullable String text,
        Sort sort,
        @Nullable LogCursor cursor,
        int limit)
        implements LogQuery<LoginLogQuery> {

    /** Checks the limit. */
    public LoginLogQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }

    @Override
    public LoginLogQuery withPage(@Nullable LogCursor cursor, int limit) {
        return toBuilder().cursor(cursor).limit(limit).build();
    }

    @Override
    public LoginLogQuery withRange(@Nullable Instant from, @Nullable Instant to) {
        return toBuilder().from(from).to(to).build();
    }

    /**
     * Returns a builder without filters.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with this query's filters, order, cursor and limit.
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
                .text(text)
                .sort(sort)
                .cursor(cursor)
                .limit(limit);
    }

    /** Builds a query. Not thread-safe. */
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
        private Sort sort = Sort.NEWEST;
        private @Nullable LogCursor cursor;
        private int limit = DEFAULT_LIMIT;

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
         * Sets the order.
         *
         * @param value the order; the default is newest first
         * @return this
         */
        public Builder sort(Sort value) {
            this.sort = value;
            return this;
        }

        /**
         * Sets the end of the previous page.
         *
         * @param value the cursor; null for the first page
         * @return this
         */
        public Builder cursor(@Nullable LogCursor value) {
            this.cursor = value;
            return this;
        }

        /**
         * Sets the number of entries on a page.
         *
         * @param value the limit
         * @return this
         */
        public Builder limit(int value) {
            this.limit = value;
            return this;
        }

        /**
         * Builds the query.
         *
         * @return a query
         * @throws IllegalArgumentException if the limit is out of bounds
         */
        public LoginLogQuery build() {
            return new LoginLogQuery(
                    from,
                    to,
                    username,
                    event,
                    outcome,
                    method,
                    reason,
                    clientIp,
                    sessionReference,
                    risk,
                    text,
                    sort,
                    cursor,
                    limit);
        }
    }
}
