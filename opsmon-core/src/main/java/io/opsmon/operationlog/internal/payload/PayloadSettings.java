package io.opsmon.operationlog.internal.payload;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of one payload. Content beyond the limits is truncated with a mark; the JSON remains valid.
 *
 * @param maxSize maximum number of characters of the payload, where one character counts as one byte; 256 B to 16 MB
 * @param maxDepth maximum number of levels of nesting, 1 to 64
 * @param maxElements maximum number of recorded members of one array, collection or map
 * @param maxTextLength maximum number of recorded characters of one text, at least 16
 * @since 0.1
 */
public record PayloadSettings(DataSize maxSize, int maxDepth, int maxElements, int maxTextLength) {

    /** Checks the limits. */
    public PayloadSettings {
        Assert.isTrue(
                maxSize.toBytes() >= 256 && maxSize.toBytes() <= 16 * 1024 * 1024,
                () -> "payload.max-size must be 256B to 16MB, is " + maxSize.toBytes() + "B");
        Assert.isTrue(maxDepth >= 1 && maxDepth <= 64, () -> "payload.max-depth must be 1 to 64, is " + maxDepth);
        Assert.isTrue(maxElements >= 1, () -> "payload.max-elements must be at least 1, is " + maxElements);
        Assert.isTrue(maxTextLength >= 16, () -> "payload.max-text-length must be at least 16, is " + maxTextLength);
    }

    /**
     * Returns the defaults: 16 kB, 8 levels, 100 elements, texts of 2,000 characters.
     *
     * @return the default settings
     */
    public static PayloadSettings defaults() {
        return new PayloadSettings(DataSize.ofKilobytes(16), 8, 100, 2_000);
    }
}
