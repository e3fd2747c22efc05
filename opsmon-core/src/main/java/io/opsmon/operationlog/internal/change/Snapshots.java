package io.opsmon.operationlog.internal.change;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.internal.change.Snapshot.Bean;
import io.opsmon.operationlog.internal.change.Snapshot.Digest;
import io.opsmon.operationlog.internal.change.Snapshot.Elements;
import io.opsmon.operationlog.internal.change.Snapshot.Masked;
import io.opsmon.operationlog.internal.change.Snapshot.Members;
import io.opsmon.operationlog.internal.change.Snapshot.Unknown;
import io.opsmon.operationlog.internal.payload.BeanProperties;
import io.opsmon.operationlog.internal.payload.BeanProperties.Property;
import io.opsmon.operationlog.internal.payload.BeanReader;
import io.opsmon.operationlog.internal.payload.ExactJson;
import io.opsmon.operationlog.internal.payload.LazyLoading;
import io.opsmon.operationlog.internal.payload.ValueKinds;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import javax.xml.datatype.XMLGregorianCalendar;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Captures the state of objects: records, beans, maps, collections, arrays and their content. Cycles are cut, lazy
 * associations are not loaded, and the value of a getter that throws is unknown. Thread-safe; never throws.
 *
 * <p>Cost: one reference for each property, and one reflective read in classes that are rare or entities.
 *
 * @since 0.1
 */
public final class Snapshots {

    private final ChangeSettings settings;
    private final Masking masking;
    private final BeanProperties properties;

    /**
     * Creates the source of snapshots.
     *
     * @param settings the limits of comparisons
     * @param masking the rules for sensitive names
     */
    public Snapshots(ChangeSettings settings, Masking masking) {
        this.settings = settings;
        this.masking = masking;
        this.properties = new BeanProperties(masking);
    }

    /**
     * Captures the state of an object.
     *
     * @param object any object; null for an object that does not exist
     * @return the current state
     */
    public Snapshot take(@Nullable Object object) {
        return object instanceof Snapshot taken ? taken : new Snapshot(new Walk().value(object));
    }

    /** One traversal of an object graph. */
    private final class Walk {

        private final Object[] ancestors = new Object[settings.maxDepth()];
        private int depth;
        private int seen;

        @Nullable
        Object value(@Nullable Object value) {
            if (value == null || value instanceof String || value instanceof Boolean || value instanceof Enum<?>) {
                return value;
            }
            if (value instanceof Number number) {
                return number(number);
            }
            if (value instanceof Temporal || value instanceof UUID || value instanceof Character) {
                return value;
            }
            if (value instanceof Date date) {
                return date(date);
            }
            return structure(value);
        }

        /** Returns mutable numbers as a copy, and numbers of other libraries by their text. */
        private static Object number(Number number) {
            if (number instanceof AtomicInteger
                    || number instanceof AtomicLong
                    || number instanceof LongAdder
                    || number instanceof LongAccumulator) {
                return number.longValue();
            }
            if (number instanceof DoubleAdder || number instanceof DoubleAccumulator) {
                return number.doubleValue();
            }
            return number instanceof Integer
                            || number instanceof Long
                            || number instanceof BigDecimal
                            || number instanceof Double
                            || number instanceof Short
                            || number instanceof Byte
                            || number instanceof Float
                            || number instanceof BigInteger
                    ? number
                    : written(number.toString());
        }

        private static Object written(String number) {
            try {
                return new BigDecimal(number);
            } catch (NumberFormatException noDecimal) {
                return number;
            }
        }

        private Object date(Date date) {
            if (date instanceof java.sql.Date sqlDate) {
                return sqlDate.toLocalDate();
            }
            return date instanceof java.sql.Time time ? time.toLocalTime() : date.toInstant();
        }

        private @Nullable Object structure(Object value) {
            if (depth == settings.maxDepth()) {
                return Unknown.TOO_DEEP;
            }
            for (int i = 0; i < depth; i++) {
                if (ancestors[i] == value) {
                    return Unknown.CYCLE;
                }
            }
            ancestors[depth++] = value;
            int depthHere = depth;
            try {
                return container(value);
            } catch (RuntimeException | StackOverflowError | LinkageError failure) {
                // A collection may throw during iteration, and toString() may throw.
                return Unknown.UNREADABLE;
            } finally {
                depth = depthHere - 1;
            }
        }

        private @Nullable Object container(Object value) {
            if (!LazyLoading.isLoaded(value)) {
                return Unknown.NOT_LOADED;
            }
            if (!(value instanceof Iterable<?>) && !(value instanceof Map<?, ?>)) {
                BeanReader reader = properties.reader(value.getClass());
                if (reader.isKnownBean()) {
                    return bean(value, reader);
                }
            }
            if (ValueKinds.isReference(value)) {
                return value(ValueKinds.referent(value));
            }
            if (ExactJson.isTree(value)) {
                return tree(ExactJson.content(value));
            }
            @Nullable Map<?, ?> members = ValueKinds.members(value);
            if (members != null) {
                return members(members.entrySet().iterator());
            }
            if (value instanceof JsonNode node) {
                return json(node);
            }
            if (value instanceof Collection<?> collection) {
                return elements(collection.iterator(), collection.size(), !(collection instanceof Set<?>));
            }
            if (value.getClass().isArray()) {
                return array(value);
            }
            if (value instanceof Calendar calendar) {
                return calendar.toInstant();
            }
            if (value instanceof XMLGregorianCalendar calendar) {
                return calendar.toGregorianCalendar().toInstant();
            }
            if (ValueKinds.isStream(value)) {
                return Unknown.UNREADABLE;
            }
            if (ValueKinds.hasOnlyElements(value, properties)) {
                return elements(((Iterable<?>) value).iterator(), settings.maxElements(), true);
            }
            if (value instanceof CharSequence
                    || value instanceof Class<?>
                    || ValueKinds.isShownAsText(value.getClass())) {
                return value instanceof Class<?> type ? type.getName() : value.toString();
            }
            // All decisions above depend on the class only.
            BeanReader reader = properties.reader(value.getClass());
            reader.noteBean();
            return bean(value, reader);
        }

        private @Nullable Object tree(@Nullable Object content) {
            return content instanceof Map<?, ?> || content instanceof Collection<?>
                    ? container(content)
                    : value(content);
        }

        private Object bean(Object bean, BeanReader reader) {
            List<Property> readable = reader.properties();
            if (readable.isEmpty()) {
                return bean.getClass().isRecord() ? new Bean(readable, new @Nullable Object[0]) : bean.toString();
            }
            int count = readable.size();
            if (seen + count <= settings.maxValues() && !LazyLoading.mayHaveLazyProperties(bean.getClass())) {
                @Nullable Object @Nullable [] read = reader.readAll(bean);
                if (read != null) {
                    seen += count;
                    return new Bean(readable, captured(read, reader));
                }
            }
            @Nullable Object[] values = new @Nullable Object[count];
            for (int i = 0; i < count; i++) {
                values[i] = property(bean, readable.get(i));
            }
            return new Bean(readable, values);
        }

        /** Replaces mutable and sensitive values in an array of new values. */
        private @Nullable Object[] captured(@Nullable Object[] values, BeanReader reader) {
            for (int i = 0; i < values.length; i++) {
                if (!reader.isPlain(i)) {
                    values[i] = captured(reader.properties().get(i), values[i]);
                }
            }
            return values;
        }

        private @Nullable Object captured(Property property, @Nullable Object read) {
            @Nullable Object value;
            try {
                value = value(read);
            } catch (RuntimeException failure) {
                return Unknown.UNREADABLE;
            }
            boolean hidden = property.sensitive()
                    || (property.audit() != null && property.audit().mask());
            return hidden && value != null ? new Masked(value) : value;
        }

        private @Nullable Object property(Object bean, Property property) {
            if (property.audit() != null && property.audit().ignore()) {
                return Unknown.NO_SUCH_PROPERTY;
            }
            if (++seen > settings.maxValues()) {
                return Unknown.TOO_MANY;
            }
            if (!LazyLoading.isLoaded(bean, property.name())) {
                return Unknown.NOT_LOADED;
            }
            try {
                return captured(property, property.read(bean));
            } catch (ReflectiveOperationException | RuntimeException failure) {
                return Unknown.UNREADABLE;
            }
        }

        private Object members(Iterator<? extends Map.Entry<?, ?>> members) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            while (members.hasNext() && values.size() < settings.maxElements() && ++seen <= settings.maxValues()) {
                Map.Entry<?, ?> member = members.next();
                String name = name(member.getKey());
                @Nullable Object value = value(member.getValue());
                values.put(name, value != null && masking.isSensitive(name) ? new Masked(value) : value);
            }
            return new Members(values);
        }

        /** Returns a key as text; the key of an object type is its masked content. */
        private String name(@Nullable Object key) {
            return key == null || key instanceof CharSequence || ValueKinds.isPlain(key)
                    ? shown(String.valueOf(key))
                    : shown(Values.text(value(key)));
        }

        private String shown(@Nullable String key) {
            return String.valueOf(masking.maskText(key));
        }

        private Object elements(Iterator<?> elements, int size, boolean ordered) {
            @Nullable Object[] values = new @Nullable Object[Math.min(size, settings.maxElements())];
            int taken = 0;
            while (taken < values.length && elements.hasNext() && ++seen <= settings.maxValues()) {
                values[taken++] = value(elements.next());
            }
            return new Elements(taken == values.length ? values : java.util.Arrays.copyOf(values, taken), ordered);
        }

        private Object array(Object array) {
            if (array instanceof byte[] bytes) {
                return new Digest("(" + bytes.length + " bytes, SHA-256 " + sha256(bytes) + ")");
            }
            if (array instanceof char[] characters) {
                // A char array usually holds a secret, and its hash could reveal the secret.
                return new Masked(new String(characters));
            }
            int length = Array.getLength(array);
            return elements(
                    IntStream.range(0, length)
                            .mapToObj(i -> Array.get(array, i))
                            .iterator(),
                    length,
                    true);
        }

        private @Nullable Object json(JsonNode node) {
            if (node.isObject()) {
                return members(node.properties().iterator());
            }
            if (node.isArray()) {
                return elements(node.iterator(), node.size(), true);
            }
            if (node.isNumber()) {
                return number(node.numberValue());
            }
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            return node.isNull() || node.isMissingNode() ? null : node.asString("");
        }

        private static String sha256(byte[] bytes) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(digest, 0, 8) + "…";
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
