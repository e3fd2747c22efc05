package io.opsmon.operationlog;

import io.opsmon.log.LogCondition;
import io.opsmon.log.LogFilter;
import io.opsmon.log.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter of operation log entries. A value that is null matches all entries.
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
 * @since 0.1
 */
public record OperationLogFilter(
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
        @Nullable Duration minDuration)
        implements LogFilter<OperationLogFilter> {

    /** A filter that matches all entries. */
    public static final OperationLogFilter ALL = builder().build();

    /** {@inheritDoc} Duration and text have no index. */
    @Override
    public List<LogCondition> conditions() {
        return new LogCondition.Collector()
                .equal("operator_id", operator)
                .equal("module", module)
                .equal("action", action)
                .equal("outcome", outcome)
                .equal("resource_type", resourceType)
                .equal("resource_id", resourceId)
                .equal("client_ip", clientIp)
                .equal("trace_id", traceId)
                .atLeast("duration_us", minDuration == null ? null : minDuration.toNanos() / 1_000)
                .containing(text, "description", "error_message")
                .toList();
    }

    @Override
    public OperationLogFilter withRange(@Nullable Instant from, @Nullable Instant to) {
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
                .operator(operator)
                .module(module)
                .action(action)
                .outcome(outcome)
                .resourceType(resourceType)
                .resourceId(resourceId)
                .clientIp(clientIp)
                .traceId(traceId)
                .text(text)
                .minDuration(minDuration);
    }

    /** Builds a filter. Not thread-safe. */
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

        private Builder() {}

        /**
         * Sets {@link OperationLogFilter#from}.
         *
         * @param from the earliest start, inclusive; null for no limit
         * @return this builder
         */
        public Builder from(@Nullable Instant from) {
            this.from = from;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#to}.
         *
         * @param to the latest start, exclusive; null for no limit
         * @return this builder
         */
        public Builder to(@Nullable Instant to) {
            this.to = to;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#operator}.
         *
         * @param operator the operator's identifier, or null
         * @return this builder
         */
        public Builder operator(@Nullable String operator) {
            this.operator = operator;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#module}.
         *
         * @param module the module, or null
         * @return this builder
         */
        public Builder module(@Nullable String module) {
            this.module = module;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#action}.
         *
         * @param action the action, or null
         * @return this builder
         */
        public Builder action(@Nullable String action) {
            this.action = action;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#outcome}.
         *
         * @param outcome the outcome, or null
         * @return this builder
         */
        public Builder outcome(@Nullable Outcome outcome) {
            this.outcome = outcome;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#resourceType}.
         *
         * @param resourceType the type, or null
         * @return this builder
         */
        public Builder resourceType(@Nullable String resourceType) {
            this.resourceType = resourceType;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#resourceId}.
         *
         * @param resourceId the identifier, or null
         * @return this builder
         */
        public Builder resourceId(@Nullable String resourceId) {
            this.resourceId = resourceId;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#clientIp}.
         *
         * @param clientIp the address, or null
         * @return this builder
         */
        public Builder clientIp(@Nullable String clientIp) {
            this.clientIp = clientIp;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#traceId}.
         *
         * @param traceId the identifier of the trace, or null
         * @return this builder
         */
        public Builder traceId(@Nullable String traceId) {
            this.traceId = traceId;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#text}.
         *
         * @param text part of a description or error message, or null
         * @return this builder
         */
        public Builder text(@Nullable String text) {
            this.text = text;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#minDuration}.
         *
         * @param minDuration the minimum duration, or null
         * @return this builder
         */
        public Builder minDuration(@Nullable Duration minDuration) {
            this.minDuration = minDuration;
            return this;
        }

        /**
         * Creates the filter.
         *
         * @return the filter
         */
        public OperationLogFilter build() {
            return new OperationLogFilter(
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
                    minDuration);
        }
    }
}
