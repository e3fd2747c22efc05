package io.opsmon.operationlog;

import io.opsmon.log.LogCursor;
import io.opsmon.log.LogQuery;
import io.opsmon.log.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Which entries to find; every filter that is null lets all entries pass. Entries come newest first, unless they are
 * wanted as they happened.
 *
 * @param from entries that began at or after this
 * @param to entries that began before this
 * @param operator the operator's id
 * @param module the module
 * @param action the action
 * @param outcome the outcome
 * @param resourceType the resource's type
 * @param resourceId the resource's id
 * @param clientIp the client's address
 * @param traceId the trace
 * @param text part of the description or of the error message, whatever its case
 * @param minDuration entries that took at least this long
 * @param sort in which order they come
 * @param cursor where the previous page ended in that order; null for the first page
 * @param limit entries on a page, 1 to {@value #MAX_LIMIT}
 * @since 0.1
 */
public record OperationLogQuery(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String operator,
        @Nullable String module,
        @Nullable String action,
        @Nullable Outcome outcome,
        @Nullable String resourceType,
        @Nullable String resourceId,
        @Nullable String clientIp,
        @Nullable String traceId,
        @Nullable String text,
        @Nullable Duration minDuration,
        Sort sort,
        @Nullable LogCursor cursor,
        int limit)
        implements LogQuery<OperationLogQuery> {

    /**
     * Checks the limit.
     *
     * @param from see {@link #from()}
     * @param to see {@link #to()}
     * @param operator see {@link #operator()}
     * @param module see {@link #module()}
     * @param action see {@link #action()}
     * @param outcome see {@link #outcome()}
     * @param resourceType see {@link #resourceType()}
     * @param resourceId see {@link #resourceId()}
     * @param clientIp see {@link #clientIp()}
     * @param traceId see {@link #traceId()}
     * @param text see {@link #text()}
     * @param minDuration see {@link #minDuration()}
     * @param sort see {@link #sort()}
     * @param cursor see {@link #cursor()}
     * @param limit see {@link #limit()}
     */
    public OperationLogQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }

    @Override
    public OperationLogQuery withPage(@Nullable LogCursor cursor, int limit) {
        return toBuilder().cursor(cursor).limit(limit).build();
    }

    @Override
    public OperationLogQuery withRange(@Nullable Instant from, @Nullable Instant to) {
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
                .operator(operator)
                .module(module)
                .action(action)
                .outcome(outcome)
                .resourceType(resourceType)
                .resourceId(resourceId)
                .clientIp(clientIp)
                .traceId(traceId)
                .text(text)
                .minDuration(minDuration)
                .sort(sort)
                .cursor(cursor)
                .limit(limit);
    }

    /** Builds a query. Not thread-safe. */
    public static final class Builder {

        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable String operator;
        private @Nullable String module;
        private @Nullable String action;
        private @Nullable Outcome outcome;
        private @Nullable String resourceType;
        private @Nullable String resourceId;
        private @Nullable String clientIp;
        private @Nullable String traceId;
        private @Nullable String text;
        private @Nullable Duration minDuration;
        private Sort sort = Sort.NEWEST;
        private @Nullable LogCursor cursor;
        private int limit = DEFAULT_LIMIT;

        private Builder() {}

        /**
         * Sets {@link OperationLogQuery#from}.
         *
         * @param from the earliest time, or null
         * @return this
         */
        public Builder from(@Nullable Instant from) {
            this.from = from;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#to}.
         *
         * @param to the time before which entries began, or null
         * @return this
         */
        public Builder to(@Nullable Instant to) {
            this.to = to;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#operator}.
         *
         * @param operator the operator's id, or null
         * @return this
         */
        public Builder operator(@Nullable String operator) {
            this.operator = operator;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#module}.
         *
         * @param module the module, or null
         * @return this
         */
        public Builder module(@Nullable String module) {
            this.module = module;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#action}.
         *
         * @param action the action, or null
         * @return this
         */
        public Builder action(@Nullable String action) {
            this.action = action;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#outcome}.
         *
         * @param outcome the outcome, or null
         * @return this
         */
        public Builder outcome(@Nullable Outcome outcome) {
            this.outcome = outcome;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#resourceType}.
         *
         * @param resourceType the type, or null
         * @return this
         */
        public Builder resourceType(@Nullable String resourceType) {
            this.resourceType = resourceType;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#resourceId}.
         *
         * @param resourceId the id, or null
         * @return this
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#clientIp}.
         *
         * @param clientIp the address, or null
         * @return this
         */
        public Builder clientIp(@Nullable String clientIp) {
            this.clientIp = clientIp;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#traceId}.
         *
         * @param traceId the trace, or null
         * @return this
         */
        public Builder traceId(@Nullable String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#text}.
         *
         * @param text part of a description or error message, or null
         * @return this
         */
        public Builder text(@Nullable String text) {
            this.text = text;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#minDuration}.
         *
         * @param minDuration the shortest duration, or null
         * @return this
         */
        public Builder minDuration(@Nullable Duration minDuration) {
            this.minDuration = minDuration;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#sort}.
         *
         * @param sort in which order entries come; newest first if it is not set
         * @return this
         */
        public Builder sort(Sort sort) {
            this.sort = sort;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#cursor}.
         *
         * @param cursor where the previous page ended, or null
         * @return this
         */
        public Builder cursor(@Nullable LogCursor cursor) {
            this.cursor = cursor;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#limit}.
         *
         * @param limit entries on a page
         * @return this
         */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /**
         * Makes the query.
         *
         * @return the query
         * @throws IllegalArgumentException if the limit is out of bounds
         */
        public OperationLogQuery build() {
            return new OperationLogQuery(
                    from,
                    to,
                    operator,
                    module,
                    action,
                    outcome,
                    resourceType,
                    resourceId,
                    clientIp,
                    traceId,
                    text,
                    minDuration,
                    sort,
                    cursor,
                    limit);
        }
    }
}
