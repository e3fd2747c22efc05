package io.opsmon.operationlog;

import io.opsmon.log.LogCursor;
import io.opsmon.log.LogQuery;
import io.opsmon.log.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A query for operation log entries: filter, order and page. A filter that is null matches all entries.
 *
 * @param from the earliest start of an operation, inclusive
 * @param to the latest start of an operation, exclusive
 * @param operator the operator's identifier
 * @param module the module
 * @param action the action
 * @param outcome the outcome
 * @param resourceType the type of the resource
 * @param resourceId the identifier of the resource
 * @param clientIp the client's address
 * @param traceId the identifier of the trace
 * @param text part of the description or of the error message, case-insensitive
 * @param minDuration the minimum duration of an operation
 * @param sort the order of the entries
 * @param cursor the end of the previous page in that order; null for the first page
 * @param limit the maximum number of entries on a page, 1 to {@value #MAX_LIMIT}
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

    /** Checks the limit. */
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
     * Returns a builder without filters.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the filters, order, cursor and limit of this query.
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
         * @param from the earliest start, inclusive; null for no limit
         * @return this builder
         */
        public Builder from(@Nullable Instant from) {
            this.from = from;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#to}.
         *
         * @param to the latest start, exclusive; null for no limit
         * @return this builder
         */
        public Builder to(@Nullable Instant to) {
            this.to = to;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#operator}.
         *
         * @param operator the operator's identifier, or null
         * @return this builder
         */
        public Builder operator(@Nullable String operator) {
            this.operator = operator;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#module}.
         *
         * @param module the module, or null
         * @return this builder
         */
        public Builder module(@Nullable String module) {
            this.module = module;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#action}.
         *
         * @param action the action, or null
         * @return this builder
         */
        public Builder action(@Nullable String action) {
            this.action = action;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#outcome}.
         *
         * @param outcome the outcome, or null
         * @return this builder
         */
        public Builder outcome(@Nullable Outcome outcome) {
            this.outcome = outcome;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#resourceType}.
         *
         * @param resourceType the type, or null
         * @return this builder
         */
        public Builder resourceType(@Nullable String resourceType) {
            this.resourceType = resourceType;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#resourceId}.
         *
         * @param resourceId the identifier, or null
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#clientIp}.
         *
         * @param clientIp the address, or null
         * @return this builder
         */
        public Builder clientIp(@Nullable String clientIp) {
            this.clientIp = clientIp;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#traceId}.
         *
         * @param traceId the identifier of the trace, or null
         * @return this builder
         */
        public Builder traceId(@Nullable String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#text}.
         *
         * @param text part of a description or error message, or null
         * @return this builder
         */
        public Builder text(@Nullable String text) {
            this.text = text;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#minDuration}.
         *
         * @param minDuration the minimum duration, or null
         * @return this builder
         */
        public Builder minDuration(@Nullable Duration minDuration) {
            this.minDuration = minDuration;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#sort}.
         *
         * @param sort the order of the entries; newest first by default
         * @return this builder
         */
        public Builder sort(Sort sort) {
            this.sort = sort;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#cursor}.
         *
         * @param cursor the end of the previous page, or null
         * @return this builder
         */
        public Builder cursor(@Nullable LogCursor cursor) {
            this.cursor = cursor;
            return this;
        }

        /**
         * Sets {@link OperationLogQuery#limit}.
         *
         * @param limit the maximum number of entries on a page
         * @return this builder
         */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /**
         * Creates the query.
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
