package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * A change of one property by an operation, with old and new value.
 *
 * @param path path of the property: {@code price}, {@code address.city}, {@code lines[A-17].quantity}, {@code tags[]};
 *     at most 500 characters
 * @param label the display names from {@link AuditField#label} along the path, separated by {@value #SEPARATOR}; null
 *     if no property on the path has a display name
 * @param type the type of the change
 * @param oldValue the old value, as text; null if there was none
 * @param newValue the new value, as text; null if there is none
 * @since 0.1
 */
public record Change(
        String path,
        @Nullable String label,
        Type type,
        @Nullable String oldValue,
        @Nullable String newValue) {

    /** Separates the labels of nested properties. */
    public static final String SEPARATOR = " › ";

    /** The type of a change. */
    public enum Type {
        /** The value is new. */
        ADDED,
        /** The value was removed. */
        REMOVED,
        /** The value was replaced. */
        CHANGED
    }

    /**
     * Returns the display name of the property.
     *
     * @return the label; the path if there is no label
     */
    public String name() {
        return label == null ? path : label;
    }
}
