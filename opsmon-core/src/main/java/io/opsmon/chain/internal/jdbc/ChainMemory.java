package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends of chains as known to this process, independent of the database. The memory has the last seal of each chain, and
 * the last entries that this process appended. Thread-safe.
 */
final class ChainMemory {

    private final Map<String, Seal> seals = new ConcurrentHashMap<>();
    private final Map<String, Head> appended = new ConcurrentHashMap<>();
    private final Map<String, Head> first = new ConcurrentHashMap<>();

    /** End of a chain. */
    record Head(long sequence, Hash hash) {}

    /** Records the end before the first append of this process. Returns true for the first call per chain. */
    boolean firstSeen(String chain, Head head) {
        return first.putIfAbsent(chain, head) == null;
    }

    /** Returns whether this process saw the chain without entries, and therefore every entry since. */
    boolean sawEmpty(String chain) {
        @Nullable Head head = first.get(chain);
        return head != null && head.sequence() == 0;
    }

    /** Records an append after its commit. */
    void appended(String chain, Head head) {
        appended.merge(chain, head, (one, other) -> one.sequence() > other.sequence() ? one : other);
    }

    @Nullable
    Head lastAppended(String chain) {
        return appended.get(chain);
    }

    /** Returns the names of the chains that this process has seen. */
    Set<String> chains() {
        Set<String> names = new HashSet<>(seals.keySet());
        names.addAll(appended.keySet());
        return names;
    }

    void sealed(Seal seal) {
        seals.merge(seal.chain(), seal, (one, other) -> one.number() > other.number() ? one : other);
    }

    @Nullable
    Seal lastSeal(String chain) {
        return seals.get(chain);
    }

    /** Continues the chain from a seal after an operator acknowledged the findings. */
    void continueFrom(Seal seal) {
        seals.put(seal.chain(), seal);
        appended.remove(seal.chain());
    }
}
