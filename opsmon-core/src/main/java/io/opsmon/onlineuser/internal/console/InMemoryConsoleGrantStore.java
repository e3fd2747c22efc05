package io.opsmon.onlineuser.internal.console;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the grants of this process in memory, at most {@value #MOST}. A further grant is refused, so that no grant is
 * lost to make room. Guarded by the store's monitor.
 *
 * @since 0.1
 */
public final class InMemoryConsoleGrantStore implements ConsoleGrantStore {

    static final int MOST = 20_000;

    /** The grants by reference; a grant that was taken has an empty content. */
    private final Map<String, ConsoleGrant> grants = new HashMap<>();

    /** Creates an empty store. */
    public InMemoryConsoleGrantStore() {}

    @Override
    public synchronized void put(ConsoleGrant grant) {
        if (grants.size() >= MOST) {
            throw new IllegalStateException("This node holds " + MOST + " tickets and sessions of the console. Set"
                    + " opsmon.online-users.store to jdbc or redis, or wait until sessions end");
        }
        grants.put(grant.ref(), grant);
    }

    @Override
    public synchronized Taken take(String ref, Instant now, Instant rememberedUntil) {
        @Nullable ConsoleGrant grant = grants.get(ref);
        if (grant == null || !grant.until().isAfter(now)) {
            return Taken.UNKNOWN;
        }
        if (grant.sealed().isEmpty()) {
            return Taken.USED;
        }
        grants.put(ref, new ConsoleGrant(ref, "", rememberedUntil));
        return new Taken(grant.sealed(), false);
    }

    @Override
    public synchronized Optional<ConsoleGrant> get(String ref, Instant now) {
        return Optional.ofNullable(grants.get(ref))
                .filter(grant -> grant.until().isAfter(now) && !grant.sealed().isEmpty());
    }

    @Override
    public synchronized void extend(String ref, Instant until) {
        grants.computeIfPresent(
                ref,
                (same, grant) -> grant.until().isBefore(until) ? new ConsoleGrant(ref, grant.sealed(), until) : grant);
    }

    @Override
    public synchronized void remove(Collection<String> refs) {
        refs.forEach(grants::remove);
    }

    @Override
    public synchronized void clean(Instant now) {
        grants.values().removeIf(grant -> !grant.until().isAfter(now));
    }
}
