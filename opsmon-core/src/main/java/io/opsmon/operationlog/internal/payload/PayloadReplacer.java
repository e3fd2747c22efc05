package io.opsmon.operationlog.internal.payload;

import org.jspecify.annotations.Nullable;

/**
 * Replaces values of certain types by a representation for the log. Beans of this type are called in their order, once
 * for each value.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PayloadReplacer {

    /** The result for values that are omitted, such as a response object. */
    Object OMIT = new Object() {
        @Override
        public String toString() {
            return "(omitted)";
        }
    };

    /**
     * Replaces a value.
     *
     * @param value an argument, a result or a value inside an argument or a result
     * @return the replacement: a map, text, number or other plain value, or {@link #OMIT}; null to keep the value
     */
    @Nullable
    Object replace(Object value);
}
