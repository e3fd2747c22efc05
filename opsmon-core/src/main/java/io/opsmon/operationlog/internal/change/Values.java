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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Equality and text form of values in snapshots. */
final class Values {

    static final String MASK = Masking.MASK;

    private Values() {}

    /**
     * Returns whether two plain values are the same. Numbers are compared by value, regardless of type and scale; other
     * values of different types are compared by their text.
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
        return a.getClass() != b.getClass() && !(a instanceof Number) && plain(a).equals(plain(b));
    }

    private static boolean sameNumber(Number a, Number b) {
        if (isNonFinite(a) || isNonFinite(b)) {
            return a.doubleValue() == b.doubleValue();
        }
        if (a.getClass() == b.getClass() && !(a instanceof BigDecimal)) {
            return false;
        }
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }

    private static boolean isNonFinite(Number number) {
        return (number instanceof Double || number instanceof Float) && !Double.isFinite(number.doubleValue());
    }

    static boolean deeplySame(@Nullable Object a, @Nullable Object b) {
        if (a == b || a instanceof Unknown || b instanceof Unknown) {
            return true;
        }
        if (a instanceof Masked x && b instanceof Masked y) {
            return deeplySame(x.value(), y.value());
        }
        if (a instanceof Bean x && b instanceof Bean y) {
            return x.properties() == y.properties() && deeplySame(x.values(), y.values());
        }
        if (a instanceof Elements x && b instanceof Elements y) {
            return x.ordered()
                    ? deeplySame(x.values(), y.values())
                    : byValue(x.values()).keySet().equals(byValue(y.values()).keySet());
        }
        if (a instanceof Members x && b instanceof Members y) {
            return x.values().keySet().equals(y.values().keySet())
                    && x.values().entrySet().stream()
                            .allMatch(member ->
                                    deeplySame(member.getValue(), y.values().get(member.getKey())));
        }
        return same(a, b);
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

    /** Returns the elements by key; null if an element has no key or two elements have the same key. */
    static @Nullable Map<String, @Nullable Object> byKey(@Nullable Object[] elements, @Nullable String key) {
        Map<String, @Nullable Object> keyed = new LinkedHashMap<>();
        for (@Nullable Object element : elements) {
            @Nullable Object value = key(element, key);
            if (value == null || value instanceof Unknown) {
                return null;
            }
            if (keyed.put(identity(value), element) != null) {
                return null;
            }
        }
        return keyed;
    }

    /** Returns the key of an element for a path; the element's position if the key is masked. */
    static String shownKey(@Nullable Object[] elements, @Nullable Object element, @Nullable String key) {
        StringBuilder shown = new StringBuilder();
        append(shown, key(element, key), false);
        return shown.indexOf(MASK) < 0
                ? shown.toString()
                : Integer.toString(Arrays.asList(elements).indexOf(element));
    }

    private static String identity(Object key) {
        StringBuilder identity = new StringBuilder();
        append(identity, key, true);
        return identity.toString();
    }

    private static @Nullable Object key(@Nullable Object element, @Nullable String key) {
        if (element instanceof Members members) {
            return key == null ? null : members.values().get(key);
        }
        if (!(element instanceof Bean bean)) {
            return null;
        }
        if (key != null) {
            return bean.get(key);
        }
        for (int i = 0; i < bean.values().length; i++) {
            if (bean.properties().get(i).id()) {
                return bean.values()[i];
            }
        }
        return null;
    }

    /** Returns the elements of a set by value. */
    static Map<String, @Nullable Object> byValue(@Nullable Object[] elements) {
        Map<String, @Nullable Object> distinct = new LinkedHashMap<>();
        for (@Nullable Object element : elements) {
            StringBuilder identity = new StringBuilder();
            append(identity, element, true);
            distinct.put(identity.toString(), element);
        }
        return distinct;
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
        append(text, value, false);
        return text.toString();
    }

    private static boolean isPlain(Object value) {
        return !(value instanceof Bean
                || value instanceof Elements
                || value instanceof Members
                || value instanceof Masked
                || value instanceof Unknown);
    }

    private static void append(StringBuilder text, @Nullable Object value, boolean unmasked) {
        if (value instanceof Bean bean) {
            appendBean(text, bean, unmasked);
        } else if (value instanceof Elements elements) {
            appendElements(text, elements, unmasked);
        } else if (value instanceof Members members) {
            text.append('{');
            members.values().forEach((name, member) -> appendMember(text, name, member, unmasked));
            text.append('}');
        } else if (value instanceof Masked masked) {
            append(text, unmasked ? masked.value() : MASK, unmasked);
        } else if (value instanceof Unknown) {
            text.append("(not known)");
        } else {
            text.append(value == null ? "null" : plain(value));
        }
    }

    private static void appendBean(StringBuilder text, Bean bean, boolean unmasked) {
        text.append('{');
        List<Property> properties = bean.properties();
        for (int i = 0; i < bean.values().length; i++) {
            @Nullable Object value = bean.values()[i];
            if (value != null && !(value instanceof Unknown)) {
                appendMember(text, properties.get(i).name(), value, unmasked);
            }
        }
        text.append('}');
    }

    private static void appendMember(StringBuilder text, String name, @Nullable Object value, boolean unmasked) {
        text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                .append(name)
                .append('=');
        append(text, value, unmasked);
    }

    private static void appendElements(StringBuilder text, Elements elements, boolean unmasked) {
        @Nullable Object[] values = elements.values();
        if (!elements.ordered() && unmasked) {
            // The order of a set's elements is irrelevant.
            text.append(
                    Arrays.toString(byValue(values).keySet().stream().sorted().toArray()));
            return;
        }
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ");
            append(text, values[i], unmasked);
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
