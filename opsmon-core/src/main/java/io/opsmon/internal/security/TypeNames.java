package io.opsmon.internal.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of types by fully qualified name, for optional modules. An object matches if its class or a superclass has the
 * name. A host's subclass therefore matches, and a host's class with the same simple name does not. Immutable.
 *
 * @since 0.1
 */
public final class TypeNames {

    private final Set<String> names;

    /** The result for each class, since walking the superclasses is expensive for each request. */
    private final ClassValue<Boolean> included = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isIncluded(type);
        }
    };

    private TypeNames(Set<String> names) {
        this.names = names;
    }

    /**
     * Creates a set of types.
     *
     * @param names fully qualified class names
     * @return the set
     */
    public static TypeNames of(String... names) {
        return new TypeNames(Set.of(names));
    }

    /**
     * Returns whether an object is of one of the types.
     *
     * @param object the object
     * @return true if its class or a superclass has one of the names
     */
    public boolean includes(Object object) {
        return included.get(object.getClass());
    }

    private boolean isIncluded(Class<?> first) {
        for (@Nullable Class<?> type = first; type != null; type = type.getSuperclass()) {
            if (names.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
