package io.opsmon.operationlog.internal.payload;

import io.opsmon.operationlog.internal.payload.BeanProperties.Property;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties of the beans of one class. After some practice, the getters are combined to one
 * {@link MethodHandle}. It is several times faster than one reflective call for each getter. Thread-safe.
 *
 * @since 0.1
 */
public final class BeanReader {

    /** The number of beans that are read one property at a time. The combination pays only for frequent classes. */
    private static final int PRACTICE = 50;

    /** A method handle has at most 255 parameters. */
    private static final int MOST_PROPERTIES = 200;

    /** Types, besides primitive types, enums and times, whose values are immutable and have no properties. */
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class);

    private final Class<?> type;
    private final List<Property> properties;
    private final boolean[] plain;
    private final AtomicInteger uses = new AtomicInteger();
    private volatile @Nullable MethodHandle all;
    private volatile boolean knownBean;

    BeanReader(Class<?> type, List<Property> properties) {
        this.type = type;
        this.properties = properties;
        this.plain = new boolean[properties.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = isPlain(properties.get(i));
        }
    }

    /**
     * Returns the properties of the class.
     *
     * @return the properties in a stable order
     */
    public List<Property> properties() {
        return properties;
    }

    /**
     * Returns whether the values of a property are shown, and are plain immutable values or null by their type.
     *
     * @param index the position of the property
     * @return false if a value has to be looked at
     */
    public boolean isPlain(int index) {
        return plain[index];
    }

    /**
     * Returns whether the class is known to be a bean, and no text, container or reference.
     *
     * @return true after {@link #noteBean}
     */
    public boolean isKnownBean() {
        return knownBean;
    }

    /** Notes that the class is a bean, so that the next value of the class need not be examined. */
    public void noteBean() {
        knownBean = true;
    }

    private static boolean isPlain(Property property) {
        Class<?> type = property.reader() instanceof Method method
                ? method.getReturnType()
                : ((Field) property.reader()).getType();
        return !property.sensitive()
                && property.audit() == null
                && (type.isPrimitive()
                        || type.isEnum()
                        || PLAIN.contains(type)
                        || Temporal.class.isAssignableFrom(type));
    }

    /**
     * Reads all properties at once.
     *
     * @param bean a bean of the class
     * @return the values in the order of the properties; null if the properties must be read one at a time. This is so
     *     for a new class, for a class with properties that must not be read, and after a getter has thrown.
     */
    public @Nullable Object @Nullable [] readAll(Object bean) {
        @Nullable MethodHandle reader = all;
        if (reader == null) {
            if (uses.get() > PRACTICE || uses.incrementAndGet() != PRACTICE) {
                return null;
            }
            reader = combined();
            all = reader;
            if (reader == null) {
                return null;
            }
        }
        try {
            return (Object[]) reader.invokeExact(bean);
        } catch (Throwable ofGetter) {
            return null;
        }
    }

    private @Nullable MethodHandle combined() {
        int count = properties.size();
        if (count == 0 || count > MOST_PROPERTIES || properties.stream().anyMatch(BeanReader::isIgnored)) {
            return null;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle[] getters = new MethodHandle[count];
            for (int i = 0; i < count; i++) {
                // The reader is accessible already.
                MethodHandle getter = properties.get(i).reader() instanceof Method method
                        ? lookup.unreflect(method)
                        : lookup.unreflectGetter((Field) properties.get(i).reader());
                getters[i] = getter.asType(MethodType.methodType(Object.class, type));
            }
            MethodHandle array = MethodHandles.identity(Object[].class).asCollector(Object[].class, count);
            return MethodHandles.permuteArguments(
                            MethodHandles.filterArguments(array, 0, getters),
                            MethodType.methodType(Object[].class, type),
                            new int[count])
                    .asType(MethodType.methodType(Object[].class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unavailable) {
            return null;
        }
    }

    private static boolean isIgnored(Property property) {
        return property.audit() != null && property.audit().ignore();
    }
}
