package io.opsmon.operationlog.payload;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of one payload. What is past them is cut with a mark and the JSON stays valid.
 *
 * @param maxSize characters of the whole payload, taken as bytes; at least 256 B
 * @param maxDepth levels of nesting
 * @param maxElements members written of one array, collection or map
 * @param maxTextLength characters written of one text
 * @since 0.1
 */
public record PayloadSettings(DataSize maxSize, int maxDepth, int maxElements, int maxTextLength) {

    /** Checks the bounds. */
    public PayloadSettings {
        Assert.isTrue(
                maxSize.toBytes() >= 256 && maxSize.toBytes() <= 16 * 1024 * 1024,
                () -> "payload.max-size must be 256B to 16MB, is " + maxSize);
        Assert.isTrue(maxDepth >= 1 && maxDepth <= 64, () -> "payload.max-depth must be 1 to 64, is " + maxDepth);
        Assert.isTrue(maxElements >= 1, () -> "payload.max-elements must be at least 1, is " + maxElements);
        Assert.isTrue(maxTextLength >= 16, () -> "payload.max-text-length must be at least 16, is " + maxTextLength);
    }

    /**
     * 16 kB, 8 levels, 100 elements, texts of 2,000 characters.
     *
     * @return the defaults
     */
    public static PayloadSettings defaults() {
        return new PayloadSettings(DataSize.ofKilobytes(16), 8, 100, 2_000);
    }
}
