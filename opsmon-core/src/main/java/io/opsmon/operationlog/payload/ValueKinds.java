package io.opsmon.operationlog.payload;

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
 * What a walk through an object graph looks into and what it does not.
 *
 * @since 0.1
 */
public final class ValueKinds {

    private static final boolean SPRING_WEB_PRESENT =
            ClassUtils.isPresent("org.springframework.http.HttpHeaders", ValueKinds.class.getClassLoader());

    private ValueKinds() {}

    /**
     * Tells whether a value stands for another one: an {@code Optional} or an {@code AtomicReference}, for example.
     *
     * @param value a value
     * @return true if {@link #referent} knows the other value
     */
    public static boolean isReference(Object value) {
        return value instanceof Optional<?>
                || value instanceof AtomicReference<?>
                || value instanceof Reference<?>
                || value instanceof AtomicMarkableReference<?>
                || value instanceof AtomicStampedReference<?>;
    }

    /**
     * Returns the value that a reference stands for.
     *
     * @param reference a value of which {@link #isReference} is true
     * @return the other value; null if there is none
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
     * Returns the members of a value that has some under names: a map, an entry of a map, HTTP headers, a pair.
     *
     * @param value a value
     * @return its members by name; null if the value has none
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

    /** The two halves of Spring Data's and Kotlin's pairs, by their accessors: opsmon knows neither class. */
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
     * Tells whether a value is a number, a date, an enum constant or the like, of which the text is all there is.
     *
     * @param value a value
     * @return true if its text is its content
     */
    public static boolean isPlain(Object value) {
        return BeanUtils.isSimpleValueType(value.getClass());
    }

    /**
     * Whether looking inside a value might consume it, block or touch the network.
     *
     * @param value a value
     * @return true for streams, readers, files, buffers and the like
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
     * Whether a type's {@code toString()} says what it is: types of the platform and of frameworks, apart from those a
     * walk knows.
     *
     * @param type the type
     * @return true if its properties are nobody's business
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
