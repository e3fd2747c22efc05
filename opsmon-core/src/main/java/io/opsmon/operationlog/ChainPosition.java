package io.opsmon.operationlog;

import io.opsmon.chain.ChainLink;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry stands in its chain.
 *
 * @since 0.1
 */
public final class ChainPosition {

    private ChainPosition() {}

    /**
     * The entry's number.
     *
     * @param entry an entry
     * @return its number in its chain; 0 if it is in none
     */
    public static long of(OperationLogEntry entry) {
        @Nullable ChainLink link = entry.chain();
        return link == null ? 0 : link.sequence();
    }
}
