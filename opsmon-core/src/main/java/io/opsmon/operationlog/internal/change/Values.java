package io.opsmon.operationlog.internal.change;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.internal.change.Snapshot.Bean;
import io.opsmon.operationlog.internal.change.Snapshot.Digest;
import io.opsmon.operationlog.internal.change.Snapshot.Elements;
import io.opsmon.operationlog.internal.change.Snapshot.Masked;
import io.opsmon.operationlog.internal.change.Snapshot.Members;
import io.opsmon.operationlog.internal.change.Snapshot.Unknown;
import io.opsmon.operationlog.internal.payload.BeanProperties.Property;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Equality and text form of values in snapshots. */
final class Values {

    static final String MASK = Masking.MASK;

    /** The shortest numbers of payment cards have 12 digits. */
    private static final int SHORTEST_SECRET_NUMBER = 12;

    private Values() {}

    /**
     * Returns whether two plain values are the same, in either order. Numbers are compared by value, regardless of type
     * and scale, and times by instant, regardless of type and offset. Local dates and times are compared with instants
     * in the time zone of the JVM. Other values of different types are compared by their text.
     */
    static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a.equals(b)) {
            return true;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return sameNumber(x, y);
        }
        if (a instanceof Temporal && b instanceof Temporal) {
            return sameTime(a, b) || sameTime(b, a);
        }
        return a.getClass() != b.getClass() && plain(a).equals(plain(b));
    }

    private static boolean sameNumber(Number a, Number b) {
        if (isNonFinite(a) || isNonFinite(b)) {
            return a.doubleValue() == b.doubleValue();
        }
        boolean differByScale = a instanceof BigDecimal || a instanceof Double || a instanceof Float;
        if (a.getClass() == b.getClass() && !differByScale) {
            return false;
        }
        return decimal(a).compareTo(decimal(b)) == 0;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }

    /** Returns whether the text of a value may contain a secret, such as the number of a card. */
    static boolean mayHaveSecrets(@Nullable Object value, @Nullable String text) {
        boolean isShort = text == null || text.length() < SHORTEST_SECRET_NUMBER;
        return !(value instanceof Boolean
                || value instanceof Temporal
                || value instanceof Enum<?>
                || (value instanceof Number && isShort));
    }

    private static boolean isNonFinite(Number number) {
        return (number instanceof Double || number instanceof Float) && !Double.isFinite(number.doubleValue());
    }

    private static boolean sameTime(Object a, Object b) {
        if (a instanceof OffsetTime x && b instanceof OffsetTime y) {
            return x.isEqual(y);
        }
        @Nullable Instant instant = instant(a);
        if (instant == null) {
            return false;
        }
        ZoneId zone = ZoneId.systemDefault();
        if (b instanceof LocalDateTime local) {
            return local.equals(LocalDateTime.ofInstant(instant, zone));
        }
        // A date without a time is read from a database as java.sql.Date, and set as java.util.Date.
        return b instanceof LocalDate date
                ? date.atStartOfDay(zone).toInstant().equals(instant)
                : instant.equals(instant(b));
    }

    private static @Nullable Instant instant(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        return value instanceof Instant instant ? instant : null;
    }

    static boolean deeplySame(@Nullable Object a, @Nullable Object b) {
        if (a == b || a instanceof Unknown || b instanceof Unknown) {
            return true;
        }
        if (a instanceof Masked || b instanceof Masked) {
            return deeplySame(unmasked(a), unmasked(b));
        }
        if (a instanceof Bean x && b instanceof Bean y) {
            return sameBeans(x, y);
        }
        if (a instanceof Elements x && b instanceof Elements y) {
            boolean ordered = x.ordered() && y.ordered();
            return ordered
                    ? deeplySame(x.values(), y.values())
                    : byValue(x.values()).keySet().equals(byValue(y.values()).keySet());
        }
        if (a instanceof Members x && b instanceof Members y) {
            return x.values().keySet().equals(y.values().keySet())
                    && x.values().entrySet().stream()
                            .allMatch(member ->
                                    deeplySame(member.getValue(), y.values().get(member.getKey())));
        }
        if (a == null || b == null) {
            return isNothing(a) && isNothing(b);
        }
        return isPlain(a) && isPlain(b) && same(a, b);
    }

    /** Returns whether a value is missing or a container without content. */
    private static boolean isNothing(@Nullable Object value) {
        if (value instanceof Bean bean) {
            return Arrays.stream(bean.values()).allMatch(each -> each instanceof Unknown || isNothing(each));
        }
        if (value instanceof Elements elements) {
            return elements.values().length == 0;
        }
        return value == null
                || (value instanceof Members members && members.values().isEmpty());
    }

    private static @Nullable Object unmasked(@Nullable Object value) {
        return value instanceof Masked masked ? masked.value() : value;
    }

    /** Compares beans of different classes, such as an entity and its proxy, by the properties that both have. */
    private static boolean sameBeans(Bean a, Bean b) {
        if (a.properties() == b.properties()) {
            return deeplySame(a.values(), b.values());
        }
        for (int i = 0; i < b.values().length; i++) {
            if (!deeplySame(a.get(b.properties().get(i).name()), b.values()[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean deeplySame(@Nullable Object[] a, @Nullable Object[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (!deeplySame(a[i], b[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns the positions of elements by key; null if an element has no key or two elements have the same key. */
    static @Nullable Map<Object, Integer> byKey(@Nullable Object[] elements, @Nullable String key) {
        Map<Object, Integer> keyed = new LinkedHashMap<>();
        for (int i = 0; i < elements.length; i++) {
            @Nullable Object value = key(elements[i], key);
            if (value == null || value instanceof Unknown || keyed.put(identity(value), i) != null) {
                return null;
            }
        }
        return keyed;
    }

    /**
     * Returns the keys of elements for a path. A key that is masked, or that masking makes equal to another key, is
     * replaced by the position of the element.
     */
    static String[] shownKeys(@Nullable Object[] elements, @Nullable String key) {
        String[] shown = new String[elements.length];
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < elements.length; i++) {
            StringBuilder text = new StringBuilder();
            append(text, key(elements[i], key));
            shown[i] = text.toString();
            counts.merge(shown[i], 1, Integer::sum);
        }
        for (int i = 0; i < elements.length; i++) {
            if (shown[i].equals(MASK) || (shown[i].contains(MASK) && counts.getOrDefault(shown[i], 0) > 1)) {
                shown[i] = Integer.toString(i);
            }
        }
        return shown;
    }

    /** Returns the value of the key property; without such a property, the identifier of the element. */
    private static @Nullable Object key(@Nullable Object element, @Nullable String key) {
        if (element instanceof Members members) {
            return key == null ? null : members.values().get(key);
        }
        if (!(element instanceof Bean bean)) {
            return null;
        }
        return key == null ? identifier(bean) : bean.get(key);
    }

    private static @Nullable Object identifier(Bean bean) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        for (int i = 0; i < bean.values().length; i++) {
            if (bean.properties().get(i).id()) {
                @Nullable Object part = bean.values()[i];
                if (part == null || part instanceof Unknown) {
                    return null;
                }
                parts.put(bean.properties().get(i).name(), part);
            }
        }
        return parts.size() > 1
                ? new Members(parts)
                : parts.values().stream().findFirst().orElse(null);
    }

    /** Returns the elements of a set by value. */
    static Map<Object, @Nullable Object> byValue(@Nullable Object[] elements) {
        Map<Object, @Nullable Object> distinct = new LinkedHashMap<>();
        for (@Nullable Object element : elements) {
            distinct.put(identity(element), element);
        }
        return distinct;
    }

    /** Returns an object that is equal for two values if the values are the same. Never shown. */
    private static Object identity(@Nullable Object value) {
        if (value instanceof Bean bean) {
            Map<String, Object> parts = new HashMap<>();
            for (int i = 0; i < bean.values().length; i++) {
                @Nullable Object part = bean.values()[i];
                if (part != null && !(part instanceof Unknown)) {
                    parts.put(bean.properties().get(i).name(), identity(part));
                }
            }
            return parts;
        }
        if (value instanceof Elements elements) {
            Stream<Object> parts = Arrays.stream(elements.values()).map(Values::identity);
            return elements.ordered() ? parts.toList() : parts.collect(Collectors.toSet());
        }
        if (value instanceof Members members) {
            Map<String, Object> parts = new HashMap<>();
            members.values().forEach((name, part) -> parts.put(name, identity(part)));
            return parts;
        }
        if (value instanceof Masked masked) {
            return identity(masked.value());
        }
        return value == null ? Unknown.NO_SUCH_PROPERTY : value instanceof Unknown ? value : plainIdentity(value);
    }

    private static String plainIdentity(Object value) {
        if (value instanceof Number number && !isNonFinite(number)) {
            return plain(new BigDecimal(number.toString()).stripTrailingZeros());
        }
        @Nullable Instant instant = instant(value);
        if (instant != null) {
            return instant.toString();
        }
        return value instanceof OffsetTime time
                ? time.withOffsetSameInstant(ZoneOffset.UTC).toString()
                : plain(value);
    }

    /** Returns the readable text of a value; null for null. */
    static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (isPlain(value)) {
            return plain(value);
        }
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static boolean isPlain(Object value) {
        return !(value instanceof Bean
                || value instanceof Elements
                || value instanceof Members
                || value instanceof Masked
                || value instanceof Unknown);
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value instanceof Bean bean) {
            appendBean(text, bean);
        } else if (value instanceof Elements elements) {
            appendElements(text, elements);
        } else if (value instanceof Members members) {
            text.append('{');
            members.values().forEach((name, member) -> appendMember(text, name, member));
            text.append('}');
        } else if (value instanceof Masked) {
            text.append(MASK);
        } else if (value instanceof Unknown) {
            text.append("(not known)");
        } else {
            text.append(value == null ? "null" : plain(value));
        }
    }

    private static void appendBean(StringBuilder text, Bean bean) {
        text.append('{');
        List<Property> properties = bean.properties();
        for (int i = 0; i < bean.values().length; i++) {
            @Nullable Object value = bean.values()[i];
            if (value != null && !(value instanceof Unknown)) {
                appendMember(text, properties.get(i).name(), value);
            }
        }
        text.append('}');
    }

    private static void appendMember(StringBuilder text, String name, @Nullable Object value) {
        text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                .append(name)
                .append('=');
        append(text, value);
    }

    private static void appendElements(StringBuilder text, Elements elements) {
        @Nullable Object[] values = elements.values();
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ");
            append(text, values[i]);
        }
        text.append(']');
    }

    private static String plain(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.scale() >= -40 && decimal.scale() <= 400 ? decimal.toPlainString() : decimal.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof Digest digest ? digest.text() : value.toString();
    }
}
