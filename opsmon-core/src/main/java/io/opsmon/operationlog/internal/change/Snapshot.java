package io.opsmon.operationlog.internal.change;

import io.opsmon.operationlog.internal.payload.BeanProperties.Property;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an object at one moment, independent of later changes of the object. Immutable.
 *
 * <p>An inner value is null, a plain immutable value (text, number, enum constant, date) or a nested type of this
 * class.
 *
 * @since 0.1
 */
public final class Snapshot {

    final @Nullable Object value;

    Snapshot(@Nullable Object value) {
        this.value = value;
    }

    /** A bean or record: the values of its properties, in order. */
    static final class Bean {

        private final List<Property> properties;
        private final @Nullable Object[] values;

        Bean(List<Property> properties, @Nullable Object[] values) {
            this.properties = properties;
            this.values = values;
        }

        List<Property> properties() {
            return properties;
        }

        @Nullable
        Object[] values() {
            return values;
        }

        /** Returns the value of a property; {@link Unknown#NO_SUCH_PROPERTY} if there is no such property. */
        @Nullable
        Object get(String name) {
            for (int i = 0; i < values.length; i++) {
                if (properties.get(i).name().equals(name)) {
                    return values[i];
                }
            }
            return Unknown.NO_SUCH_PROPERTY;
        }
    }

    /** A list, set or array. */
    static final class Elements {

        private final @Nullable Object[] values;
        private final boolean ordered;

        Elements(@Nullable Object[] values, boolean ordered) {
            this.values = values;
            this.ordered = ordered;
        }

        @Nullable
        Object[] values() {
            return values;
        }

        boolean ordered() {
            return ordered;
        }
    }

    /** A map, with its keys as text. */
    record Members(Map<String, @Nullable Object> values) {}

    /** A value that is compared and not shown. */
    record Masked(Object value) {}

    /** A byte array, represented by length and SHA-256. */
    record Digest(String text) {}

    /** An unknown value, which is equal to every value. */
    enum Unknown {
        NOT_LOADED,
        NO_SUCH_PROPERTY,
        CYCLE,
        TOO_DEEP,
        TOO_MANY,
        UNREADABLE
    }
}
