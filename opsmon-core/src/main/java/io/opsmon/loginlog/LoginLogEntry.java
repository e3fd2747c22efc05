package io.opsmon.loginlog;

import io.opsmon.chain.ChainLink;
import io.opsmon.log.LogKind;
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
 * @param occurredAt when it happened, with microsecond precision
 * @param event what happened
 * @param outcome how it ended
 * @param method how somebody signed in, see {@link LoginMethod}; null where that says nothing
 * @param reason why a login failed; null unless it did
 * @param message the exception's message, or what there is to say; or null
 * @param username the name that was given, whether or not there is such a user; or null
 * @param tenant the user's tenant, or null
 * @param actor who did it, if somebody else than the user: who kicked, unlocked or switched; or null
 * @param client from where; null if there was no request
 * @param sessionReference a keyed hash of the session's id or of the token, or null
 * @param trace the trace, or null
 * @param application the application's name
 * @param node the machine or instance
 * @param risks what is noteworthy; empty until the entry is stored
 * @param attempts how many attempts this entry stands for; 1 unless a flood was told together
 * @param extra further attributes
 * @param chain the place in the chain; null if it has none
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

    /** The log of these entries. */
    public static final LogKind<LoginLogEntry> KIND =
            new LogKind<>("login-log", new LoginLogCodec(), new LoginLogForm());

    /**
     * Cuts the time to microseconds, which is what databases keep, and copies what could change.
     *
     * @param id see {@link #id()}
     * @param occurredAt see {@link #occurredAt()}
     * @param event see {@link #event()}
     * @param outcome see {@link #outcome()}
     * @param method see {@link #method()}
     * @param reason see {@link #reason()}
     * @param message see {@link #message()}
     * @param username see {@link #username()}
     * @param tenant see {@link #tenant()}
     * @param actor see {@link #actor()}
     * @param client see {@link #client()}
     * @param sessionReference see {@link #sessionReference()}
     * @param trace see {@link #trace()}
     * @param application see {@link #application()}
     * @param node see {@link #node()}
     * @param risks see {@link #risks()}
     * @param attempts see {@link #attempts()}
     * @param extra see {@link #extra()}
     * @param chain see {@link #chain()}
     */
    public LoginLogEntry {
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        risks = risks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(risks));
        extra = extra.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * The same entry, described.
     *
     * @param described the client with device and location
     * @param marks what is noteworthy
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
