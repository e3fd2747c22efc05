package io.opsmon.operationlog;

import io.opsmon.chain.ChainLink;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.recording.RecordedEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operation log entry. Immutable.
 *
 * @param id a UUIDv7
 * @param occurredAt the start of the operation, with microsecond precision
 * @param duration the duration of the operation, with microsecond precision
 * @param module the part of the application, at most 100 characters
 * @param action the type of the operation, at most 50 characters
 * @param description the readable description of the operation, at most 2,000 characters
 * @param outcome the outcome of the operation
 * @param resource the resource of the operation; null if unknown
 * @param operator the user who performed the operation; null if unknown
 * @param http the HTTP request; null outside a request
 * @param trace the distributed trace; null if there is none
 * @param source the code that performed the operation
 * @param failure the reason for the failure; null if there is none
 * @param arguments the arguments as a JSON object; null if not recorded
 * @param result the result as JSON; null if not recorded
 * @param extra further attributes, in insertion order
 * @param changes the changes made by the operation; empty if they were not captured or nothing changed
 * @param chain the position in the integrity chain; null before the entry is stored, and in a store without chains
 * @since 0.1
 */
public record OperationLogEntry(
        UUID id,
        Instant occurredAt,
        Duration duration,
        String module,
        String action,
        String description,
        Outcome outcome,
        @Nullable Resource resource,
        @Nullable Operator operator,
        @Nullable HttpFacts http,
        @Nullable TraceContext trace,
        Source source,
        @Nullable Failure failure,
        @Nullable String arguments,
        @Nullable String result,
        Map<String, String> extra,
        List<Change> changes,
        @Nullable ChainLink chain)
        implements RecordedEntry {

    /**
     * Replaces null attributes and changes by empty collections, and truncates times to microseconds, as every store
     * does.
     */
    @SuppressWarnings({"ConstantValue", "JavaInstantGetSecondsGetNano"})
    public OperationLogEntry {
        if (occurredAt.getNano() % 1_000 != 0) {
            occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        }
        if (duration.toNanosPart() % 1_000 != 0) {
            duration = duration.truncatedTo(ChronoUnit.MICROS);
        }
        extra = extra == null ? Map.of() : extra;
        changes = changes == null ? List.of() : changes;
    }

    /**
     * Returns a copy with other HTTP facts.
     *
     * @param http the facts
     * @return the copy
     */
    public OperationLogEntry withHttp(@Nullable HttpFacts http) {
        return new OperationLogEntry(
                id,
                occurredAt,
                duration,
                module,
                action,
                description,
                outcome,
                resource,
                operator,
                http,
                trace,
                source,
                failure,
                arguments,
                result,
                extra,
                changes,
                chain);
    }

    /** Returns a copy that is a failure, without result and changes. */
    OperationLogEntry withFailure(Failure reason) {
        return new OperationLogEntry(
                id,
                occurredAt,
                duration,
                module,
                action,
                description,
                Outcome.FAILURE,
                resource,
                operator,
                http,
                trace,
                source,
                reason,
                arguments,
                null,
                extra,
                List.of(),
                chain);
    }

    /**
     * Returns a copy with another position in the integrity chain.
     *
     * @param chain the position
     * @return the copy
     */
    public OperationLogEntry withChain(@Nullable ChainLink chain) {
        return new OperationLogEntry(
                id,
                occurredAt,
                duration,
                module,
                action,
                description,
                outcome,
                resource,
                operator,
                http,
                trace,
                source,
                failure,
                arguments,
                result,
                extra,
                changes,
                chain);
    }
}
