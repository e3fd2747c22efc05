package io.opsmon.testsupport;

import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import java.math.BigInteger;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Data changes as triggers store them, without a position in the chain. */
public final class TestChanges {

    private static final AtomicLong IDS = new AtomicLong(1_000);

    private TestChanges() {}

    /** A changed value of the order 42 by the operator u-7. */
    public static ChainedChange at(Instant time) {
        return new ChainedChange(
                new DataChange(
                        BigInteger.valueOf(IDS.incrementAndGet()),
                        time,
                        "1",
                        "shop.orders",
                        ChangeAction.UPDATE,
                        "42",
                        null,
                        "{\"status\":\"NEW\"}",
                        "{\"status\":\"PAID\"}",
                        1L,
                        null,
                        "u-7",
                        "Ada",
                        "shop",
                        "app",
                        null),
                null);
    }
}
