package io.opsmon.operationlog.internal.payload;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Reads pairs, tuples and pages of Spring Data, Kotlin and Reactor. Uses accessors by name, since opsmon does not
 * depend on their classes. No accessor runs a query.
 */
final class FrameworkContainers {

    /** Accessors by the name of a class or interface. Specific types come before general types. */
    private static final Map<String, List<String>> ACCESSORS = new LinkedHashMap<>();

    static {
        ACCESSORS.put("org.springframework.data.util.Pair", List.of("getFirst", "getSecond"));
        ACCESSORS.put("kotlin.Pair", List.of("getFirst", "getSecond"));
        ACCESSORS.put("kotlin.Triple", List.of("getFirst", "getSecond", "getThird"));
        ACCESSORS.put("reactor.util.function.Tuple2", List.of("getT1", "getT2"));
        ACCESSORS.put(
                "org.springframework.data.domain.Page",
                List.of("getContent", "getNumber", "getSize", "getTotalElements"));
        ACCESSORS.put(
                "org.springframework.data.domain.Slice", List.of("getContent", "getNumber", "getSize", "hasNext"));
        ACCESSORS.put("org.springframework.data.domain.Window", List.of("getContent", "hasNext"));
        ACCESSORS.put("org.springframework.data.web.PagedModel", List.of("getContent", "getMetadata"));
        ACCESSORS.put(
                "org.springframework.data.web.PagedModel$PageMetadata",
                List.of("number", "size", "totalElements", "totalPages"));
    }

    private static final ClassValue<Map<String, Method>> MEMBERS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            Set<Class<?>> hierarchy = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                hierarchy.add(c);
            }
            for (Map.Entry<String, List<String>> known : ACCESSORS.entrySet()) {
                for (Class<?> each : hierarchy) {
                    if (each.getName().equals(known.getKey())) {
                        return accessors(each, known.getValue());
                    }
                }
            }
            return Map.of();
        }
    };

    private FrameworkContainers() {}

    private static Map<String, Method> accessors(Class<?> type, List<String> names) {
        Map<String, Method> accessors = new LinkedHashMap<>();
        for (String name : names) {
            @Nullable Method accessor = ClassUtils.getMethodIfAvailable(type, name);
            if (accessor != null) {
                accessors.put(
                        name.startsWith("get") ? Character.toLowerCase(name.charAt(3)) + name.substring(4) : name,
                        accessor);
            }
        }
        return accessors;
    }

    /** Returns the members of a pair, tuple or page by name; null for every other value. */
    static @Nullable Map<String, @Nullable Object> members(Object value) {
        Map<String, Method> accessors = MEMBERS.get(value.getClass());
        if (accessors.isEmpty()) {
            return null;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        accessors.forEach((name, accessor) -> members.put(name, read(value, accessor)));
        return members;
    }

    private static @Nullable Object read(Object value, Method accessor) {
        try {
            return accessor.invoke(value);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException(thrown.getTargetException());
        } catch (IllegalAccessException inaccessible) {
            throw new IllegalStateException(inaccessible);
        }
    }
}
