package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * One difference between the states before and after an operation.
 *
 * @param path where: {@code price}, {@code address.city}, {@code lines[A-17].quantity}, {@code tags[]}; at most 500
 *     characters
 * @param label what people call it, as {@link AuditField#label} says; the labels on the way are separated by
 *     {@value #SEPARATOR}. Null if no property on the way has one
 * @param type what happened
 * @param oldValue the value before, as text; null if there was none
 * @param newValue the value after, as text; null if there is none
 * @since 0.1
 */
public record Change(
        String path,
        @Nullable String label,
        Type type,
        @Nullable String oldValue,
        @Nullable String newValue) {

    /** Between the labels of a property and of those that contain it. */
    public static final String SEPARATOR = " › ";

    /** What happened to a value. */
    public enum Type {
        /** It is there now. */
        ADDED,
        /** It is no longer there. */
        REMOVED,
        /** It is another. */
        CHANGED
    }

    /**
     * What to call it.
     *
     * @return the label, else the path
     */
    public String name() {
        return label == null ? path : label;
    }
}
