package io.opsmon.loginlog;

import io.opsmon.log.LogCursor;
import io.opsmon.log.LogQuery;
import io.opsmon.log.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Which entries to find; every filter that is null lets all entries pass. Entries come newest first, unless they are
 * wanted as they happened.
 *
 * @param from entries that happened at or after this
 * @param to entries that happened before this
 * @param username the user name
 * @param event what happened
 * @param outcome how it ended
 * @param method how somebody signed in
 * @param reason why it failed
 * @param clientIp the client's address
 * @param sessionReference the session
 * @param risk a mark that the entry has
 * @param text part of the user name or of the message, whatever its case
 * @param sort in which order they come
 * @param cursor where the previous page ended in that order; null for the first page
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

    /**
     * Checks the limit.
     *
     * @param from see {@link #from()}
     * @param to see {@link #to()}
     * @param username see {@link #username()}
     * @param event see {@link #event()}
     * @param outcome see {@link #outcome()}
     * @param method see {@link #method()}
     * @param reason see {@link #reason()}
     * @param clientIp see {@link #clientIp()}
     * @param sessionReference see {@link #sessionReference()}
     * @param risk see {@link #risk()}
     * @param text see {@link #text()}
     * @param sort see {@link #sort()}
     * @param cursor see {@link #cursor()}
     * @param limit see {@link #limit()}
     */
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
     * A query without filters.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder that begins with this query's filters, order, cursor and limit.
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
         * See {@link LoginLogQuery#from()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder from(@Nullable Instant value) {
            this.from = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#to()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder to(@Nullable Instant value) {
            this.to = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#username()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder username(@Nullable String value) {
            this.username = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#event()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder event(@Nullable LoginEvent value) {
            this.event = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#outcome()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder outcome(@Nullable Outcome value) {
            this.outcome = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#method()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder method(@Nullable String value) {
            this.method = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#reason()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder reason(@Nullable FailureReason value) {
            this.reason = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#clientIp()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder clientIp(@Nullable String value) {
            this.clientIp = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#sessionReference()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder sessionReference(@Nullable String value) {
            this.sessionReference = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#risk()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder risk(@Nullable LoginRisk value) {
            this.risk = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#text()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder text(@Nullable String value) {
            this.text = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#sort()}.
         *
         * @param value the order; newest first if it is not set
         * @return this
         */
        public Builder sort(Sort value) {
            this.sort = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#cursor()}.
         *
         * @param value the filter; null for none
         * @return this
         */
        public Builder cursor(@Nullable LogCursor value) {
            this.cursor = value;
            return this;
        }

        /**
         * See {@link LoginLogQuery#limit()}.
         *
         * @param value entries on a page
         * @return this
         */
        public Builder limit(int value) {
            this.limit = value;
            return this;
        }

        /**
         * The query.
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
