package io.opsmon.operationlog;

import io.opsmon.chain.ChainLink;
import io.opsmon.log.LogKind;
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
 * One operation log entry. Immutable.
 *
 * @param id a UUIDv7
 * @param occurredAt when the operation began, in microseconds
 * @param duration how long it took, in microseconds
 * @param module the part of the application, at most 100 characters
 * @param action the kind of operation, at most 50 characters
 * @param description what was done, at most 2,000 characters
 * @param outcome how it ended
 * @param resource what was operated on
 * @param operator who did it; null if unknown
 * @param http the HTTP request; null outside one
 * @param trace the trace; null if there is none
 * @param source which code did it
 * @param failure why it failed; null if it did not throw
 * @param arguments the arguments as a JSON object; null if not recorded
 * @param result the result as JSON; null if not recorded
 * @param extra further attributes, in the order they were set
 * @param changes what the operation changed; empty if that was not captured or nothing changed
 * @param chain its place in the hash chain; null before it is stored, and in a store without chains
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

    /** The log of these entries. */
    public static final LogKind<OperationLogEntry> KIND =
            new LogKind<>("operation-log", new OperationLogCodec(), new OperationLogForm());

    /**
     * Reads missing extras and changes as empty ones, and cuts times to microseconds, as every store does.
     *
     * @param id see {@link #id()}
     * @param occurredAt see {@link #occurredAt()}
     * @param duration see {@link #duration()}
     * @param module see {@link #module()}
     * @param action see {@link #action()}
     * @param description see {@link #description()}
     * @param outcome see {@link #outcome()}
     * @param resource see {@link #resource()}
     * @param operator see {@link #operator()}
     * @param http see {@link #http()}
     * @param trace see {@link #trace()}
     * @param source see {@link #source()}
     * @param failure see {@link #failure()}
     * @param arguments see {@link #arguments()}
     * @param result see {@link #result()}
     * @param extra see {@link #extra()}
     * @param changes see {@link #changes()}
     * @param chain see {@link #chain()}
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
     * The same entry with other HTTP facts.
     *
     * @param http the facts
     * @return a copy
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

    /** The same entry as a failure, of which it keeps no result and no changes. */
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
     * The same entry at another place in the chain.
     *
     * @param chain the place
     * @return a copy
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
