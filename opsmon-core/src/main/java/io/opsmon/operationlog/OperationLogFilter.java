package io.opsmon.operationlog;

import io.opsmon.log.LogCondition;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogVisibility;
import io.opsmon.log.Outcome;
import io.opsmon.log.ValueFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter of operation log entries. A value that is null, and {@link ValueFilter#ANY}, match all entries.
 *
 * @param from the earliest start of an operation, inclusive
 * @param to the latest start of an operation, exclusive
 * @param operator the operator's identifier, ignoring case
 * @param tenant the operator's tenant
 * @param module the module
 * @param action the action
 * @param outcome the outcome
 * @param resourceType the type of the resource
 * @param resourceId the identifier of the resource
 * @param clientIp the client's address
 * @param sessionReference the reference of the session
 * @param traceId the identifier of the trace
 * @param errorType the type of the failure
 * @param application the application
 * @param node the node
 * @param extra the attributes by name
 * @param text words, each in the description, error message, resource identifier, operator or trace, ignoring case
 * @param minDuration the minimum duration of an operation
 * @since 0.1
 */
public record OperationLogFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        ValueFilter operator,
        ValueFilter tenant,
        ValueFilter module,
        ValueFilter action,
        ValueFilter outcome,
        ValueFilter resourceType,
        ValueFilter resourceId,
        ValueFilter clientIp,
        ValueFilter sessionReference,
        ValueFilter traceId,
        ValueFilter errorType,
        ValueFilter application,
        ValueFilter node,
        Map<String, ValueFilter> extra,
        @Nullable String text,
        @Nullable Duration minDuration)
        implements LogFilter<OperationLogFilter> {

    /** A filter that matches all entries. */
    public static final OperationLogFilter ALL = builder().build();

    /** Copies the attributes. */
    public OperationLogFilter {
        extra = Map.copyOf(extra);
    }

    /** {@inheritDoc} Tenant, session, error type, application, node, attributes, duration and text have no index. */
    @Override
    public List<LogCondition> conditions() {
        return new LogCondition.Collector()
                .name("operator_id", operator)
                .in("tenant_id", tenant)
                .in("module", module)
                .in("action", action)
                .in("outcome", outcome)
                .in("resource_type", resourceType)
                .in("resource_id", resourceId)
                .in("client_ip", clientIp)
                .in("session_ref", sessionReference)
                .in("trace_id", traceId)
                .in("error_type", errorType)
                .in("application", application)
                .in("node", node)
                .attributes("extra", extra)
                .atLeast("duration_us", minDuration == null ? null : minDuration.toNanos() / 1_000)
                .words(text, "description", "error_message", "resource_id", "operator_id", "operator_name", "trace_id")
                .toList();
    }

    @Override
    public OperationLogFilter withRange(@Nullable Instant from, @Nullable Instant to) {
        return toBuilder().from(from).to(to).build();
    }

    @Override
    public OperationLogFilter within(LogVisibility visibility) {
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
                .operator(operator)
                .tenant(tenant)
                .module(module)
                .action(action)
                .outcome(outcome)
                .resourceType(resourceType)
                .resourceId(resourceId)
                .clientIp(clientIp)
                .sessionReference(sessionReference)
                .traceId(traceId)
                .errorType(errorType)
                .application(application)
                .node(node)
                .extra(extra)
                .text(text)
                .minDuration(minDuration);
    }

    /** Builds a filter. Not thread-safe. */
    public static final class Builder {

        private @Nullable Instant from;
        private @Nullable Instant to;
        private ValueFilter operator = ValueFilter.ANY;
        private ValueFilter tenant = ValueFilter.ANY;
        private ValueFilter module = ValueFilter.ANY;
        private ValueFilter action = ValueFilter.ANY;
        private ValueFilter outcome = ValueFilter.ANY;
        private ValueFilter resourceType = ValueFilter.ANY;
        private ValueFilter resourceId = ValueFilter.ANY;
        private ValueFilter clientIp = ValueFilter.ANY;
        private ValueFilter sessionReference = ValueFilter.ANY;
        private ValueFilter traceId = ValueFilter.ANY;
        private ValueFilter errorType = ValueFilter.ANY;
        private ValueFilter application = ValueFilter.ANY;
        private ValueFilter node = ValueFilter.ANY;
        private Map<String, ValueFilter> extra = Map.of();
        private @Nullable String text;
        private @Nullable Duration minDuration;

        private Builder() {}

        /**
         * Sets {@link OperationLogFilter#from}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder from(@Nullable Instant value) {
            this.from = value;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#to}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder to(@Nullable Instant value) {
            this.to = value;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#operator} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder operator(@Nullable String value) {
            return operator(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#operator}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder operator(ValueFilter values) {
            this.operator = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#tenant} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder tenant(@Nullable String value) {
            return tenant(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#tenant}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder tenant(ValueFilter values) {
            this.tenant = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#module} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder module(@Nullable String value) {
            return module(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#module}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder module(ValueFilter values) {
            this.module = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#action} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder action(@Nullable String value) {
            return action(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#action}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder action(ValueFilter values) {
            this.action = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#outcome} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder outcome(@Nullable Outcome value) {
            return outcome(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#outcome}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder outcome(ValueFilter values) {
            this.outcome = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#resourceType} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder resourceType(@Nullable String value) {
            return resourceType(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#resourceType}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder resourceType(ValueFilter values) {
            this.resourceType = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#resourceId} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder resourceId(@Nullable String value) {
            return resourceId(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#resourceId}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder resourceId(ValueFilter values) {
            this.resourceId = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#clientIp} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder clientIp(@Nullable String value) {
            return clientIp(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#clientIp}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder clientIp(ValueFilter values) {
            this.clientIp = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#sessionReference} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder sessionReference(@Nullable String value) {
            return sessionReference(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#sessionReference}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder sessionReference(ValueFilter values) {
            this.sessionReference = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#traceId} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder traceId(@Nullable String value) {
            return traceId(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#traceId}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder traceId(ValueFilter values) {
            this.traceId = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#errorType} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder errorType(@Nullable String value) {
            return errorType(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#errorType}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder errorType(ValueFilter values) {
            this.errorType = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#application} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder application(@Nullable String value) {
            return application(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#application}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder application(ValueFilter values) {
            this.application = values;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#node} to one value.
         *
         * @param value the value; null for every value
         * @return this
         */
        public Builder node(@Nullable String value) {
            return node(ValueFilter.equalTo(value));
        }

        /**
         * Sets {@link OperationLogFilter#node}.
         *
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder node(ValueFilter values) {
            this.node = values;
            return this;
        }

        /**
         * Sets the filter of one attribute to one value. Filters of other attributes remain.
         *
         * @param name the name of the attribute
         * @param value the value
         * @return this
         */
        public Builder extra(String name, String value) {
            return extra(name, ValueFilter.anyOf(value));
        }

        /**
         * Sets the filter of one attribute. Filters of other attributes remain.
         *
         * @param name the name of the attribute
         * @param values the accepted and excluded values
         * @return this
         */
        public Builder extra(String name, ValueFilter values) {
            Map<String, ValueFilter> all = new HashMap<>(extra);
            all.put(name, values);
            return extra(all);
        }

        /**
         * Sets {@link OperationLogFilter#extra}.
         *
         * @param attributes the accepted and excluded values by the name of the attribute
         * @return this
         */
        public Builder extra(Map<String, ValueFilter> attributes) {
            this.extra = Map.copyOf(attributes);
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#text}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder text(@Nullable String value) {
            this.text = value;
            return this;
        }

        /**
         * Sets {@link OperationLogFilter#minDuration}.
         *
         * @param value the value; null for no condition
         * @return this
         */
        public Builder minDuration(@Nullable Duration value) {
            this.minDuration = value;
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
                    tenant,
                    module,
                    action,
                    outcome,
                    resourceType,
                    resourceId,
                    clientIp,
                    sessionReference,
                    traceId,
                    errorType,
                    application,
                    node,
                    extra,
                    text,
                    minDuration);
        }
    }
}
