package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.internal.payload.BeanProperties;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpEntity;
import org.springframework.util.ClassUtils;

/**
 * Decides by a field of a result whether the operation succeeded, such as by {@code code} of a body
 * {@code {"code":500,"msg":"sold out"}}. Thread-safe.
 *
 * @since 0.1
 */
public final class ResultOutcome {

    private static final Logger log = LoggerFactory.getLogger(ResultOutcome.class);

    private static final boolean WEB_PRESENT =
            ClassUtils.isPresent("org.springframework.http.HttpEntity", ResultOutcome.class.getClassLoader());

    private final List<String> field;
    private final List<String> messageField;
    private final List<String> goodValues;
    private final BeanProperties properties;

    /**
     * Creates the rule.
     *
     * @param field the path of the deciding field, with dots between nested names
     * @param goodValues the values of the field for a success
     * @param messageField the path of the field with the reason for a failure
     * @param properties reads the properties of results
     */
    public ResultOutcome(String field, Collection<String> goodValues, String messageField, BeanProperties properties) {
        this.field = List.of(field.split("\\.", -1));
        this.messageField = List.of(messageField.split("\\.", -1));
        this.goodValues = List.copyOf(goodValues);
        this.properties = properties;
    }

    /**
     * The outcome that a result reports.
     *
     * @param failure the failure, not masked; null for a success
     */
    public record Verdict(@Nullable Failure failure) {}

    /**
     * Returns the path of the deciding field.
     *
     * @return the names
     */
    public List<String> field() {
        return field;
    }

    /**
     * Returns the path of the field with the reason for a failure.
     *
     * @return the names
     */
    public List<String> messageField() {
        return messageField;
    }

    /**
     * Judges the values of both fields.
     *
     * @param value the value of the deciding field as text; null if the field is missing or null
     * @param message the reason as text; null if missing
     * @return the verdict; null if the deciding field is missing
     */
    public @Nullable Verdict judge(@Nullable String value, @Nullable String message) {
        if (value == null) {
            return null;
        }
        boolean isGood = goodValues.stream().anyMatch(good -> good.equals(value) || isSameNumber(good, value));
        return new Verdict(isGood ? null : new Failure(String.join(".", field) + "=" + value, message, null));
    }

    /**
     * Judges the result of a recorded method.
     *
     * @param result the result, or an {@code HttpEntity} of the result
     * @param isAnswer whether the result is the body of an HTTP answer; other results must have both fields
     * @return the verdict; null if the result does not report an outcome
     */
    @Nullable
    Verdict judge(@Nullable Object result, boolean isAnswer) {
        try {
            @Nullable Object body = WEB_PRESENT && result instanceof HttpEntity<?> entity ? entity.getBody() : result;
            if (body == null || ClassUtils.isSimpleValueType(body.getClass())) {
                return null;
            }
            @Nullable String value = text(read(body, field));
            @Nullable String message = value == null ? null : text(read(body, messageField));
            return isAnswer || message != null ? judge(value, message) : null;
        } catch (ReflectiveOperationException | RuntimeException failure) {
            log.debug("Could not read the outcome of a result", failure);
            return null;
        }
    }

    private @Nullable Object read(Object body, List<String> path) throws ReflectiveOperationException {
        @Nullable Object value = body;
        for (String name : path) {
            if (value == null) {
                return null;
            }
            value = member(value, name);
        }
        return value;
    }

    private @Nullable Object member(Object value, String name) throws ReflectiveOperationException {
        if (value instanceof Map<?, ?> map) {
            return map.get(name);
        }
        for (BeanProperties.Property property : properties.of(value.getClass())) {
            if (property.name().equals(name)) {
                return property.read(value);
            }
        }
        return null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value != null && (value instanceof CharSequence || ClassUtils.isSimpleValueType(value.getClass()))
                ? value.toString()
                : null;
    }

    private static boolean isSameNumber(String good, String value) {
        try {
            return value.length() <= 20 && new BigDecimal(good).compareTo(new BigDecimal(value)) == 0;
        } catch (NumberFormatException text) {
            return false;
        }
    }
}
