package io.opsmon.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Types by their full names, for modules that a host need not have. An object is of a type if its class or a superclass
 * has the name, so that a host's subclass counts and a host's class of the same simple name does not. Immutable.
 *
 * @since 0.1
 */
public final class TypeNames {

    private final Set<String> names;

    private TypeNames(Set<String> names) {
        this.names = names;
    }

    /**
     * Makes a set of types.
     *
     * @param names full names of classes
     * @return the set
     */
    public static TypeNames of(String... names) {
        return new TypeNames(Set.of(names));
    }

    /**
     * Whether an object is of one of the types.
     *
     * @param object the object
     * @return true if its class or a superclass has one of the names
     */
    public boolean includes(Object object) {
        for (@Nullable Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (names.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
