package io.opsmon.operationlog.internal.payload;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.io.InputStreamSource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Classifies values for the traversal of object graphs: containers, references, plain values, streams and opaque types.
 *
 * @since 0.1
 */
public final class ValueKinds {

    private static final boolean SPRING_WEB_PRESENT =
            ClassUtils.isPresent("org.springframework.http.HttpHeaders", ValueKinds.class.getClassLoader());

    private ValueKinds() {}

    /**
     * Returns whether a value is a reference to another value, such as an {@code Optional} or an
     * {@code AtomicReference}.
     *
     * @param value a value
     * @return true if {@link #referent} returns the other value
     */
    public static boolean isReference(Object value) {
        return value instanceof Optional<?>
                || value instanceof AtomicReference<?>
                || value instanceof Reference<?>
                || value instanceof AtomicMarkableReference<?>
                || value instanceof AtomicStampedReference<?>;
    }

    /**
     * Returns the target of a reference.
     *
     * @param reference a value for which {@link #isReference} is true
     * @return the target; null if there is none
     */
    public static @Nullable Object referent(Object reference) {
        if (reference instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (reference instanceof AtomicReference<?> atomic) {
            return atomic.get();
        }
        if (reference instanceof AtomicMarkableReference<?> markable) {
            return markable.getReference();
        }
        if (reference instanceof AtomicStampedReference<?> stamped) {
            return stamped.getReference();
        }
        return reference instanceof Reference<?> weak ? weak.get() : null;
    }

    /**
     * Returns the members of a value with named members: a map, an entry of a map, HTTP headers, a pair.
     *
     * @param value a value
     * @return the members by name; null if the value has no named members
     */
    public static @Nullable Map<?, ?> members(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return Collections.singletonMap(entry.getKey(), entry.getValue());
        }
        if (SPRING_WEB_PRESENT && value instanceof HttpHeaders headers) {
            Map<String, Object> members = new LinkedHashMap<>();
            headers.forEach((name, values) -> members.put(name, values.size() == 1 ? values.get(0) : values));
            return members;
        }
        return pair(value);
    }

    /**
     * Returns the two halves of a pair of Spring Data or Kotlin. Uses accessors by name, since opsmon depends on
     * neither class.
     */
    private static @Nullable Map<String, @Nullable Object> pair(Object value) {
        return switch (value.getClass().getName()) {
            case "org.springframework.data.util.Pair" -> accessed(value, "getFirst", "getSecond");
            case "kotlin.Pair" -> accessed(value, "getFirst", "getSecond");
            case "kotlin.Triple" -> accessed(value, "getFirst", "getSecond", "getThird");
            case "reactor.util.function.Tuple2" -> accessed(value, "getT1", "getT2");
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> accessed(Object value, String... accessors) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String accessor : accessors) {
            try {
                members.put(
                        StringUtils.uncapitalize(accessor.substring(3)),
                        value.getClass().getMethod(accessor).invoke(value));
            } catch (ReflectiveOperationException inaccessible) {
                throw new IllegalStateException(inaccessible);
            }
        }
        return members;
    }

    /**
     * Returns whether a value is a number, a date, an enum constant or a similar value that is fully represented by its
     * text.
     *
     * @param value a value
     * @return true if the text is the content of the value
     */
    public static boolean isPlain(Object value) {
        return BeanUtils.isSimpleValueType(value.getClass());
    }

    /**
     * Returns whether reading a value might consume it, block or access the network.
     *
     * @param value a value
     * @return true for streams, readers, files, buffers and similar values
     */
    public static boolean isStream(Object value) {
        return value instanceof InputStream
                || value instanceof OutputStream
                || value instanceof Reader
                || value instanceof Writer
                || value instanceof File
                || value instanceof Path
                || value instanceof Buffer
                || value instanceof InputStreamSource
                || value instanceof java.util.stream.BaseStream<?, ?>;
    }

    /**
     * Returns whether a type is represented by its {@code toString()}: types of the platform and of frameworks, apart
     * from types with their own representation.
     *
     * @param type the type
     * @return true if the properties of the type are not recorded
     */
    public static boolean isShownAsText(Class<?> type) {
        if (BeanUtils.isSimpleValueType(type)) {
            return true;
        }
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("com.sun.")
                || name.startsWith("jakarta.")
                || name.startsWith("org.springframework.")
                || name.startsWith("org.apache.")
                || name.startsWith("reactor.")
                || name.startsWith("kotlin.");
    }
}
