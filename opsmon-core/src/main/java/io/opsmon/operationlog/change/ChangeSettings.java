package io.opsmon.operationlog.change;

import org.springframework.util.Assert;

/**
 * Bounds of a comparison. What is past them is not compared, and what a change would show of it is shortened.
 *
 * @param maxDepth levels of nesting
 * @param maxElements members looked at of one list, set, array or map
 * @param maxValues values looked at of one object, all in all
 * @param maxChanges changes recorded of one operation
 * @param maxTextLength characters shown of one value; of longer texts the part that differs is shown
 * @since 0.1
 */
public record ChangeSettings(int maxDepth, int maxElements, int maxValues, int maxChanges, int maxTextLength) {

    /** Checks the bounds. */
    public ChangeSettings {
        Assert.isTrue(maxDepth >= 1 && maxDepth <= 64, () -> "changes.max-depth must be 1 to 64, is " + maxDepth);
        Assert.isTrue(maxElements >= 1, () -> "changes.max-elements must be at least 1, is " + maxElements);
        Assert.isTrue(maxValues >= 1, () -> "changes.max-values must be at least 1, is " + maxValues);
        Assert.isTrue(maxChanges >= 1, () -> "changes.max-changes must be at least 1, is " + maxChanges);
        Assert.isTrue(maxTextLength >= 32, () -> "changes.max-text-length must be at least 32, is " + maxTextLength);
    }

    /**
     * 8 levels, 1,000 elements, 20,000 values, 200 changes, 200 characters.
     *
     * @return the defaults
     */
    public static ChangeSettings defaults() {
        return new ChangeSettings(8, 1_000, 20_000, 200, 200);
    }
}
