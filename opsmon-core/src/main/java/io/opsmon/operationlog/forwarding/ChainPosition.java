package io.opsmon.operationlog.forwarding;

import io.opsmon.chain.ChainLink;
import io.opsmon.operationlog.OperationLogEntry;
import org.jspecify.annotations.Nullable;

/**
 * The position of an entry in its integrity chain.
 *
 * @since 0.1
 */
public final class ChainPosition {

    private ChainPosition() {}

    /**
     * Returns the sequence number of an entry in its integrity chain.
     *
     * @param entry the entry
     * @return the sequence number; 0 if the entry is in no chain
     */
    public static long of(OperationLogEntry entry) {
        @Nullable ChainLink link = entry.chain();
        return link == null ? 0 : link.sequence();
    }
}
