package io.opsmon.log.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Retention bounds of a log. An entry that exceeds one of the bounds is removed.
 *
 * @param maxAge the maximum age of an entry; null for no bound
 * @param maxCount the maximum number of entries; null for no bound
 * @param batchSize the number of entries removed in one transaction
 * @since 0.1
 */
public record RetentionBounds(
        @Nullable Duration maxAge, @Nullable Long maxCount, int batchSize) {

    /** Validates the bounds. */
    public RetentionBounds {
        Assert.isTrue(
                maxAge == null || !(maxAge.isNegative() || maxAge.isZero()),
                () -> "retention.max-age must be positive, is " + maxAge);
        Assert.isTrue(
                maxCount == null || maxCount >= 1, () -> "retention.max-count must be at least 1, is " + maxCount);
        Assert.isTrue(batchSize >= 1, () -> "retention.batch-size must be at least 1, is " + batchSize);
    }

    /**
     * Returns whether entries are ever removed.
     *
     * @return true if at least one bound is set
     */
    public boolean isBounded() {
        return maxAge != null || maxCount != null;
    }
}
