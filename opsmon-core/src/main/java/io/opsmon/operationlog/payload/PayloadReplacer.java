package io.opsmon.operationlog.payload;

import org.jspecify.annotations.Nullable;

/**
 * Shows values of some type in a form fit for a log. Beans of this type are asked in their order, for each value once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PayloadReplacer {

    /** To be returned for values that are left out altogether, such as a response object. */
    Object OMIT = new Object() {
        @Override
        public String toString() {
            return "(omitted)";
        }
    };

    /**
     * Replaces a value.
     *
     * @param value an argument, a result or something inside one
     * @return what to write instead: a map, text, number or other plain value, or {@link #OMIT}; null to leave it as it
     *     is
     */
    @Nullable
    Object replace(Object value);
}
