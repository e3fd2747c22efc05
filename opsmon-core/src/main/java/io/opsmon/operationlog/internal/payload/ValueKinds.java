package io.opsmon.operationlog.internal.payload;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.io.InputStreamSource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;

/**
 * Classifies values for the traversal of object graphs: containers, references, plain values, streams and opaque types.
 *
 * @since 0.1
 */
public final class ValueKinds {

    private static final boolean SPRING_WEB_PRESENT =
            ClassUtils.isPresent("org.springframework.http.HttpHeaders", ValueKinds.class.getClassLoader());

    private static final String STREAMABLE = "org.springframework.data.util.Streamable";

    private static final ClassValue<Boolean> READABLE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isReadable(type);
        }
    };

    private ValueKinds() {}

    /**
     * Returns whether a value is a reference to another value, such as an {@code Optional}, an {@code AtomicReference}
     * or the {@code ResponseEntity} of a body.
     *
     * @param value a value
     * @return true if {@link #referent} returns the other value
     */
    public static boolean isReference(Object value) {
        return value instanceof Optional<?>
                || value instanceof OptionalInt
                || value instanceof OptionalLong
                || value instanceof OptionalDouble
                || value instanceof AtomicReference<?>
                || value instanceof Reference<?>
                || value instanceof AtomicMarkableReference<?>
                || value instanceof AtomicStampedReference<?>
                || (SPRING_WEB_PRESENT && value instanceof HttpEntity<?>);
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
        if (reference instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (reference instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (reference instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
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
        if (SPRING_WEB_PRESENT && reference instanceof HttpEntity<?> entity) {
            return entity.getBody();
        }
        return reference instanceof Reference<?> weak ? weak.get() : null;
    }

    /**
     * Returns the members of a value with named members: a map, an entry of a map, HTTP headers, a pair, a page.
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
        return FrameworkContainers.members(value);
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
     * @return true for streams, iterators, readers, files, buffers and similar values
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
                || isSequence(value);
    }

    /** Returns whether a value yields its elements once: a stream of elements or an iterator. */
    static boolean isSequence(Object value) {
        return value instanceof BaseStream<?, ?>
                || value instanceof Iterator<?>
                || value instanceof Enumeration<?>
                || value instanceof Spliterator<?>;
    }

    /**
     * Returns whether a value is an {@code Iterable} whose elements are its content, and can be read without an effect
     * on its user. An {@code Iterable} with other properties is a bean. An {@code Iterable} that can be closed, such as
     * a cursor, or that holds a stream or an iterator yields its elements only once, and is not read.
     *
     * @param value a value that is no collection
     * @param properties reads the properties of the value
     * @return true if the elements represent the value
     */
    public static boolean hasOnlyElements(Object value, BeanProperties properties) {
        if (!isReadableIterable(value)) {
            return false;
        }
        return isStreamable(value.getClass())
                || properties.of(value.getClass()).stream()
                        .allMatch(property -> property.name().equals("empty"));
    }

    /**
     * Returns whether a value is an {@code Iterable} whose elements can be read without an effect on its user.
     *
     * @param value any value
     * @return false for cursors, for objects that hold a stream or an iterator, and for types of frameworks
     */
    public static boolean isReadableIterable(Object value) {
        return value instanceof Iterable<?> && READABLE.get(value.getClass());
    }

    private static boolean isStreamable(Class<?> type) {
        return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                .anyMatch(each -> each.getName().equals(STREAMABLE));
    }

    private static boolean yieldsElementsOnce(Class<?> type) {
        return AutoCloseable.class.isAssignableFrom(type)
                || BaseStream.class.isAssignableFrom(type)
                || Iterator.class.isAssignableFrom(type)
                || Enumeration.class.isAssignableFrom(type)
                || Spliterator.class.isAssignableFrom(type);
    }

    private static boolean isReadable(Class<?> type) {
        if (yieldsElementsOnce(type)) {
            return false;
        }
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (yieldsElementsOnce(field.getType())) {
                    return false;
                }
            }
        }
        return isStreamable(type) || !isOfFramework(type);
    }

    /**
     * Returns whether a type is represented by its {@code toString()}: types of the platform and of frameworks, apart
     * from types with their own representation, and JDK proxies that represent no data.
     *
     * @param type the type
     * @return true if the properties of the type are not recorded
     */
    public static boolean isShownAsText(Class<?> type) {
        if (BeanUtils.isSimpleValueType(type)) {
            return true;
        }
        return Proxy.isProxyClass(type) ? Projections.views(type).isEmpty() : isOfFramework(type);
    }

    /** Returns whether a type belongs to the platform or to a framework. */
    static boolean isOfFramework(Class<?> type) {
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
