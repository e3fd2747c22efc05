package io.opsmon.loginlog;

import io.opsmon.chain.ChainLink;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.recording.RecordedEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the login log. Immutable.
 *
 * @param id a UUIDv7
 * @param occurredAt the time of the event, with microsecond precision
 * @param event the event
 * @param outcome the outcome
 * @param method the method of the sign-in, see {@link LoginMethod}; null if not applicable
 * @param reason the reason of a failed sign-in; null otherwise
 * @param message the exception's message or a description, or null
 * @param username the given name, whether or not the user exists; or null
 * @param tenant the user's tenant, or null
 * @param actor the operator who terminated, unlocked or switched, if not the user; or null
 * @param client the client; null if there was no request
 * @param sessionReference a keyed hash of the session's id or of the token, or null
 * @param trace the trace, or null
 * @param application the application's name
 * @param node the machine or instance
 * @param risks the risk marks; empty until the entry is stored
 * @param attempts the number of attempts that the entry counts; 1 except for an entry of a flood
 * @param extra further attributes
 * @param chain the position in the integrity chain; null if the entry is not in a chain
 * @since 0.1
 */
public record LoginLogEntry(
        UUID id,
        Instant occurredAt,
        LoginEvent event,
        Outcome outcome,
        @Nullable String method,
        @Nullable FailureReason reason,
        @Nullable String message,
        @Nullable String username,
        @Nullable String tenant,
        @Nullable String actor,
        @Nullable LoginClient client,
        @Nullable String sessionReference,
        @Nullable TraceContext trace,
        String application,
        String node,
        Set<LoginRisk> risks,
        long attempts,
        Map<String, String> extra,
        @Nullable ChainLink chain)
        implements RecordedEntry {

    /** Truncates the time to microseconds, the precision of databases, and copies the collections. */
    public LoginLogEntry {
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        risks = risks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(risks));
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * Returns a copy with client and risk marks.
     *
     * @param described the client with device and location
     * @param marks the risk marks
     * @return a copy
     */
    public LoginLogEntry described(@Nullable LoginClient described, Set<LoginRisk> marks) {
        return new LoginLogEntry(
                id,
                occurredAt,
                event,
                outcome,
                method,
                reason,
                message,
                username,
                tenant,
                actor,
                described,
                sessionReference,
                trace,
                application,
                node,
                marks,
                attempts,
                extra,
                chain);
    }

    LoginLogEntry withChain(ChainLink link) {
        return new LoginLogEntry(
                id,
                occurredAt,
                event,
                outcome,
                method,
                reason,
                message,
                username,
                tenant,
                actor,
                client,
                sessionReference,
                trace,
                application,
                node,
                risks,
                attempts,
                extra,
                link);
    }
}
