package io.opsmon.chain.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ends of chains as this process knows them, whatever the database says later: the last seal of each chain, and the
 * last entries that this process itself appended. Thread-safe.
 */
final class ChainMemory {

    private final Map<String, Seal> seals = new ConcurrentHashMap<>();
    private final Map<String, Head> appended = new ConcurrentHashMap<>();
    private final Map<String, Head> first = new ConcurrentHashMap<>();

    /** An end of a chain. */
    record Head(long sequence, Hash hash) {}

    /** The end that this process found before it appended anything. */
    boolean firstSeen(String chain, Head head) {
        return first.putIfAbsent(chain, head) == null;
    }

    /** Whether this process saw the chain without entries, so that it has seen every entry come. */
    boolean sawEmpty(String chain) {
        @Nullable Head head = first.get(chain);
        return head != null && head.sequence() == 0;
    }

    /** Called once the entries are committed. */
    void appended(String chain, Head head) {
        appended.merge(chain, head, (one, other) -> one.sequence() > other.sequence() ? one : other);
    }

    @Nullable
    Head lastAppended(String chain) {
        return appended.get(chain);
    }

    /** The chains that this process has seen. */
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

    /** After an operator acknowledged what was found: the chain continues from the seal. */
    void continueFrom(Seal seal) {
        seals.put(seal.chain(), seal);
        appended.remove(seal.chain());
    }
}
