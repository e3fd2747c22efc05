package io.opsmon.datachange.internal;

import io.opsmon.log.internal.forwarding.ForwardedLog;
import java.util.Map;

/**
 * Appearance of data changes in other systems. The key in Kafka is the table and the key of the row
 * ({@code shop.orders/42}), and the table alone for rows that were only counted.
 *
 * @since 0.1
 */
public final class ForwardedChanges {

    /** The data changes. */
    public static final ForwardedLog<ChainedChange> LOG = new ForwardedLog<>(
            DataChangeLog.DATA_CHANGE, ForwardedChanges::key, "io.opsmon.audit.data-change", Map.of());

    private ForwardedChanges() {}

    private static String key(ChainedChange entry) {
        DataChange change = entry.change();
        return change.key() == null ? change.table() : change.table() + "/" + change.key();
    }
}
