package io.opsmon.operationlog.internal.change;

import org.springframework.util.Assert;

/**
 * Limits of a comparison. Content beyond the limits is not compared, and long values of a change are truncated.
 *
 * @param maxDepth maximum number of levels of nesting, 1 to 64
 * @param maxElements maximum number of compared members of one list, set, array or map
 * @param maxValues maximum number of compared values of one object in total
 * @param maxChanges maximum number of recorded changes of one operation
 * @param maxTextLength maximum number of recorded characters of one value, at least 32; of longer texts, the part that
 *     differs is recorded
 * @since 0.1
 */
public record ChangeSettings(int maxDepth, int maxElements, int maxValues, int maxChanges, int maxTextLength) {

    /** Checks the limits. */
    public ChangeSettings {
        Assert.isTrue(maxDepth >= 1 && maxDepth <= 64, () -> "changes.max-depth must be 1 to 64, is " + maxDepth);
        Assert.isTrue(maxElements >= 1, () -> "changes.max-elements must be at least 1, is " + maxElements);
        Assert.isTrue(maxValues >= 1, () -> "changes.max-values must be at least 1, is " + maxValues);
        Assert.isTrue(maxChanges >= 1, () -> "changes.max-changes must be at least 1, is " + maxChanges);
        Assert.isTrue(maxTextLength >= 32, () -> "changes.max-text-length must be at least 32, is " + maxTextLength);
    }

    /**
     * Returns the defaults: 8 levels, 1,000 elements, 20,000 values, 200 changes, 200 characters.
     *
     * @return the default settings
     */
    public static ChangeSettings defaults() {
        return new ChangeSettings(8, 1_000, 20_000, 200, 200);
    }
}
