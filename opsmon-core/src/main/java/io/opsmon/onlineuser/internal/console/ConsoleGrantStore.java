package io.opsmon.onlineuser.internal.console;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores tickets and sessions of the console for all nodes of a host. Thread-safe. Every method throws a
 * {@link RuntimeException} if the store is unavailable; the call had no effect then, or may be repeated.
 *
 * @since 0.1
 */
public interface ConsoleGrantStore {

    /**
     * The result of {@link #take}.
     *
     * @param sealed the content for the first call; null for every other call
     * @param isUsed whether an earlier call has taken the content
     */
    record Taken(@Nullable String sealed, boolean isUsed) {

        /** The result for a reference that is unknown or has ended. */
        public static final Taken UNKNOWN = new Taken(null, false);

        /** The result for a grant that an earlier call has taken. */
        public static final Taken USED = new Taken(null, true);
    }

    /**
     * Adds a grant.
     *
     * @param grant the grant, with a reference that the store does not contain
     */
    void put(ConsoleGrant grant);

    /**
     * Takes the content of a grant. Of any number of concurrent calls on all nodes, one receives the content.
     *
     * @param ref the reference
     * @param now the current time
     * @param rememberedUntil the time until which later calls learn that the grant was used
     * @return the content, or the reason for its absence
     */
    Taken take(String ref, Instant now, Instant rememberedUntil);

    /**
     * Finds a grant.
     *
     * @param ref the reference
     * @param now the current time
     * @return the grant; empty if the reference is unknown, or if the grant has ended or was taken
     */
    Optional<ConsoleGrant> get(String ref, Instant now);

    /**
     * Moves the end of a grant to a later time. Has no effect on an unknown reference.
     *
     * @param ref the reference
     * @param until the new end
     */
    void extend(String ref, Instant until);

    /**
     * Removes grants.
     *
     * @param refs the references
     */
    void remove(Collection<String> refs);

    /**
     * Removes ended grants.
     *
     * @param now the current time
     */
    void clean(Instant now);
}
