package io.opsmon.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * How long the entries of a log are kept. Both bounds may be set; what is past either goes.
 *
 * @param maxAge how old an entry may become; null for no bound
 * @param maxCount how many entries are kept; null for no bound
 * @param batchSize entries removed in one transaction
 * @since 0.1
 */
public record RetentionBounds(
        @Nullable Duration maxAge, @Nullable Long maxCount, int batchSize) {

    /**
     * Checks the bounds.
     *
     * @param maxAge see {@link #maxAge()}
     * @param maxCount see {@link #maxCount()}
     * @param batchSize see {@link #batchSize()}
     */
    public RetentionBounds {
        Assert.isTrue(
                maxAge == null || !(maxAge.isNegative() || maxAge.isZero()),
                () -> "retention.max-age must be positive, is " + maxAge);
        Assert.isTrue(
                maxCount == null || maxCount >= 1, () -> "retention.max-count must be at least 1, is " + maxCount);
        Assert.isTrue(batchSize >= 1, () -> "retention.batch-size must be at least 1, is " + batchSize);
    }

    /**
     * Whether anything is ever removed.
     *
     * @return true if one of the bounds is set
     */
    public boolean isBounded() {
        return maxAge != null || maxCount != null;
    }
}
