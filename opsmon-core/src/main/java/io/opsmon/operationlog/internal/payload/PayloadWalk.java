package io.opsmon.operationlog.internal.payload;

import io.opsmon.masking.Masking;
import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;

/**
 * Writes one object graph as JSON. After each method, the JSON can be closed. The size limit is checked before each
 * member; the characters that close open structures are few, and may exceed the limit.
 */
final class PayloadWalk {

    private static final String CUT = "…";
    private static final int MAX_NUMBER_BITS = 1_024;
    private static final int LOOK_AHEAD = 256;
    private static final int UNKNOWN_SIZE = -1;

    private final PayloadSettings settings;
    private final Masking masking;
    private final BeanProperties properties;
    private final PayloadReplacer[] replacers;
    private final int maxLength;
    private final StringBuilder out = new StringBuilder(256);
    private final Object[] ancestors;
    private int depth;

    PayloadWalk(PayloadSettings settings, Masking masking, BeanProperties properties, PayloadReplacer[] replacers) {
        this.settings = settings;
        this.masking = masking;
        this.properties = properties;
        this.replacers = replacers;
        this.maxLength = (int) settings.maxSize().toBytes();
        this.ancestors = new Object[settings.maxDepth() + 1];
    }

    String json() {
        return out.toString();
    }

    void arguments(List<PayloadWriter.Parameter> parameters, @Nullable Object[] values, PathFilter filter) {
        out.append('{');
        boolean first = true;
        for (int i = 0; i < parameters.size() && i < values.length; i++) {
            PayloadWriter.Parameter parameter = parameters.get(i);
            @Nullable PathFilter inside = filter.member(parameter.name());
            @Nullable Object value = replaced(values[i]);
            if (inside == null || value == PayloadReplacer.OMIT) {
                continue;
            }
            if (isSpent()) {
                cutMember(first);
                break;
            }
            key(parameter.name(), first);
            first = false;
            maskedOrKnown(parameter.sensitive(), value, inside);
        }
        out.append('}');
    }

    void value(@Nullable Object value, PathFilter filter) {
        known(replaced(value), filter);
    }

    private @Nullable Object replaced(@Nullable Object value) {
        if (value != null) {
            for (PayloadReplacer replacer : replacers) {
                try {
                    @Nullable Object replacement = replacer.replace(value);
                    if (replacement != null) {
                        return replacement;
                    }
                } catch (RuntimeException | LinkageError failure) {
                    return "(cannot be shown: " + failure.getClass().getSimpleName() + ")";
                }
            }
        }
        return value;
    }

    private void known(@Nullable Object value, PathFilter filter) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof CharSequence text) {
            text(text);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Enum<?> constant) {
            text(constant.name());
        } else if (value instanceof Class<?> type) {
            text(type.getName());
        } else {
            structure(value, filter);
        }
    }

    private void structure(Object value, PathFilter filter) {
        if (depth >= settings.maxDepth()) {
            text("(deeper than " + settings.maxDepth() + " levels)");
            return;
        }
        for (int i = 0; i < depth; i++) {
            if (ancestors[i] == value) {
                text("(cycle)");
                return;
            }
        }
        ancestors[depth++] = value;
        int start = out.length();
        int depthHere = depth;
        try {
            container(value, filter);
        } catch (RuntimeException | StackOverflowError | LinkageError failure) {
            // A collection may throw during iteration, and toString() may throw.
            out.setLength(start);
            text("(cannot be shown: " + failure.getClass().getSimpleName() + ")");
        } finally {
            depth = depthHere - 1;
        }
    }

    private void container(Object value, PathFilter filter) {
        if (!LazyLoading.isLoaded(value)) {
            text("(not loaded)");
            return;
        }
        if (ExactJson.isTree(value)) {
            tree(ExactJson.content(value), filter);
            return;
        }
        @Nullable Map<?, ?> members = ValueKinds.members(value);
        if (members != null) {
            members(members.entrySet(), filter);
        } else if (ValueKinds.isReference(value)) {
            value(ValueKinds.referent(value), filter);
        } else if (value instanceof JsonNode node) {
            json(node, filter);
        } else if (value instanceof Collection<?> collection) {
            elements(collection.iterator(), collection.size(), filter);
        } else if (value.getClass().isArray()) {
            array(value, filter);
        } else if (ValueKinds.isStream(value)) {
            stream(value);
        } else if (ValueKinds.hasOnlyElements(value, properties)) {
            elements(((Iterable<?>) value).iterator(), UNKNOWN_SIZE, filter);
        } else if (ValueKinds.isShownAsText(value.getClass())) {
            text(String.valueOf(value));
        } else {
            bean(value, filter);
        }
    }

    private void tree(@Nullable Object content, PathFilter filter) {
        if (content instanceof Map<?, ?> || content instanceof Collection<?>) {
            container(content, filter);
        } else {
            known(content, filter);
        }
    }

    private void json(JsonNode node, PathFilter filter) {
        if (node.isObject()) {
            members(node.properties(), filter);
        } else if (node.isArray()) {
            elements(node.iterator(), node.size(), filter);
        } else if (node.isNumber()) {
            number(node.numberValue());
        } else if (node.isBoolean()) {
            out.append(node.booleanValue());
        } else if (node.isNull() || node.isMissingNode()) {
            out.append("null");
        } else if (node instanceof POJONode pojo) {
            value(pojo.getPojo(), filter);
        } else {
            text(node.asString(""));
        }
    }

    /** Writes the type of a stream. Opening or measuring the stream might consume it or access the network. */
    private void stream(Object value) {
        if (value instanceof File || value instanceof Path) {
            text(value.toString());
        } else if (value instanceof Buffer buffer) {
            text("(" + buffer.remaining() + " elements)");
        } else if (value instanceof Resource resource) {
            text("(resource " + resource.getDescription() + ")");
        } else if (ValueKinds.isSequence(value)) {
            text(value instanceof BaseStream<?, ?> ? "(stream)" : "(iterator)");
        } else {
            text("(" + value.getClass().getSimpleName() + ")");
        }
    }

    private void bean(Object bean, PathFilter filter) {
        List<BeanProperties.Property> readable = properties.of(bean.getClass());
        if (readable.isEmpty() && !bean.getClass().isRecord()) {
            text(String.valueOf(bean));
            return;
        }
        out.append('{');
        boolean first = true;
        for (BeanProperties.Property property : readable) {
            @Nullable PathFilter inside = filter.member(property.name());
            if (inside == null) {
                continue;
            }
            if (isSpent()) {
                cutMember(first);
                break;
            }
            int before = out.length();
            key(property.name(), first);
            if (property(bean, property, inside)) {
                first = false;
            } else {
                out.setLength(before);
            }
        }
        out.append('}');
    }

    /** Writes the value of a property. Returns false if the property is omitted. */
    private boolean property(Object bean, BeanProperties.Property property, PathFilter filter) {
        if (!LazyLoading.isLoaded(bean, property.name())) {
            text("(not loaded)");
            return true;
        }
        @Nullable Object value;
        try {
            value = replaced(property.read(bean));
        } catch (ReflectiveOperationException | RuntimeException failure) {
            Throwable cause = failure instanceof InvocationTargetException thrown && thrown.getCause() != null
                    ? thrown.getCause()
                    : failure;
            text("(threw " + cause.getClass().getSimpleName() + ")");
            return true;
        }
        if (value == PayloadReplacer.OMIT) {
            return false;
        }
        maskedOrKnown(property.sensitive(), value, filter);
        return true;
    }

    private void members(Set<? extends Map.Entry<?, ?>> members, PathFilter filter) {
        out.append('{');
        boolean first = true;
        int written = 0;
        for (Map.Entry<?, ?> entry : members) {
            String name = name(entry.getKey());
            @Nullable PathFilter inside = filter.member(name);
            @Nullable Object value = replaced(entry.getValue());
            if (inside == null || value == PayloadReplacer.OMIT) {
                continue;
            }
            if (isSpent() || written++ == settings.maxElements()) {
                cutMember(first);
                break;
            }
            key(name, first);
            first = false;
            maskedOrKnown(masking.isSensitive(name), value, inside);
        }
        out.append('}');
    }

    /** Returns a key as text; the key of an object type is its masked JSON. */
    private String name(@Nullable Object key) {
        if (key == null || key instanceof CharSequence || ValueKinds.isPlain(key)) {
            return masking.masked(String.valueOf(key));
        }
        PayloadWalk walk = new PayloadWalk(settings, masking, properties, replacers);
        walk.value(key, PathFilter.ALL);
        return walk.json();
    }

    private void elements(Iterator<?> iterator, int size, PathFilter filter) {
        out.append('[');
        for (int i = 0; iterator.hasNext(); i++) {
            if (i > 0) {
                out.append(',');
            }
            if (i == settings.maxElements() || isSpent()) {
                text(CUT + (size == UNKNOWN_SIZE ? " (more)" : " (" + (size - i) + " more)"));
                break;
            }
            value(iterator.next(), filter);
        }
        out.append(']');
    }

    private void array(Object array, PathFilter filter) {
        int length = Array.getLength(array);
        if (array instanceof byte[]) {
            text("(" + length + " bytes)");
            return;
        }
        if (array instanceof char[]) {
            text("(" + length + " characters)");
            return;
        }
        elements(IntStream.range(0, length).mapToObj(i -> Array.get(array, i)).iterator(), length, filter);
    }

    private void maskedOrKnown(boolean sensitive, @Nullable Object value, PathFilter filter) {
        if (sensitive && value != null) {
            text(Masking.MASK);
        } else {
            known(value, filter);
        }
    }

    private void number(Number number) {
        if (number instanceof WrittenNumber && number.toString().length() <= settings.maxTextLength()) {
            out.append(number);
        } else if (number instanceof BigInteger big && big.bitLength() > MAX_NUMBER_BITS) {
            text("(number of " + big.bitLength() + " bits)");
        } else if (number instanceof BigDecimal big && big.unscaledValue().bitLength() > MAX_NUMBER_BITS) {
            text("(number of " + big.unscaledValue().bitLength() + " bits)");
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                out.append(number);
            } else {
                text(number.toString());
            }
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal) {
            out.append(number);
        } else {
            // AtomicLong and number types of the host, whose toString() may be any text.
            text(number.toString());
        }
    }

    private void text(CharSequence text) {
        int limit = Math.min(settings.maxTextLength(), Math.max(16, maxLength - out.length()));
        // Some characters past the limit are needed to recognize a secret.
        int looked = Math.min(text.length(), limit + LOOK_AHEAD);
        String shown = masking.masked(text.subSequence(0, looked).toString());
        int rest = text.length() - looked;
        out.append('"');
        if (shown.length() <= limit && rest == 0) {
            quote(shown);
        } else {
            int end = Math.min(limit, shown.length());
            end = Character.isHighSurrogate(shown.charAt(end - 1)) ? end - 1 : end;
            quote(shown.substring(0, end));
            out.append(CUT).append(" (").append(shown.length() - end + rest).append(" more characters)");
        }
        out.append('"');
    }

    private void key(String name, boolean first) {
        if (!first) {
            out.append(',');
        }
        out.append('"');
        quote(name.length() <= 200 ? name : name.substring(0, 199) + CUT);
        out.append("\":");
    }

    private void quote(CharSequence text) {
        JsonStringEncoder.getInstance().quoteAsString(text, out);
    }

    private void cutMember(boolean first) {
        out.append(first ? "\"" : ",\"").append(CUT).append("\":\"cut\"");
    }

    private boolean isSpent() {
        return out.length() >= maxLength;
    }
}
