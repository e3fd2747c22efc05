package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.ValueFilter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Reads the builder of a query from the parameters of a request. An unknown or malformed parameter is an error that
 * names the parameter, and so is the repetition of a parameter with one value. An empty parameter counts as absent.
 * Immutable.
 *
 * @param <B> the builder
 * @since 0.1
 */
public final class QueryParameters<B> {

    /** The range that every supported database can store. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_VALUES = 50;

    private final Map<String, BiConsumer<B, String>> parameters;
    private final Map<String, BiConsumer<B, List<String>>> repeatable;

    /**
     * Creates a reader of parameters with one value each.
     *
     * @param parameters the effect of each parameter on the builder, by name
     */
    public QueryParameters(Map<String, BiConsumer<B, String>> parameters) {
        this(parameters, Map.of());
    }

    /**
     * Creates a reader.
     *
     * @param parameters the effect of each parameter with one value on the builder, by name
     * @param repeatable the effect of each parameter with several values on the builder, by name
     */
    public QueryParameters(
            Map<String, BiConsumer<B, String>> parameters, Map<String, BiConsumer<B, List<String>>> repeatable) {
        this.parameters = Map.copyOf(parameters);
        this.repeatable = Map.copyOf(repeatable);
    }

    /**
     * Reads parameters.
     *
     * @param given the parameters by name
     * @param builder receives the values
     * @return the builder
     * @throws ApiException if a parameter is unknown, repeated or malformed; the exception names it
     */
    public B read(MultiValueMap<String, String> given, B builder) {
        given.forEach((name, values) -> {
            values.forEach(value -> check(name, value));
            List<String> present =
                    values.stream().filter(value -> !value.isEmpty()).toList();
            if (repeatable.containsKey(name)) {
                if (present.size() > MAX_VALUES) {
                    throw ApiException.badRequest(name, name + " must have at most " + MAX_VALUES + " values.");
                }
                if (!present.isEmpty()) {
                    repeatable.get(name).accept(builder, present);
                }
                return;
            }
            BiConsumer<B, String> setter = parameters.get(name);
            if (setter == null) {
                throw ApiException.badRequest(
                        name, "There is no filter \"" + name + "\". Filters are " + String.join(", ", names()) + ".");
            }
            if (values.size() != 1) {
                throw ApiException.badRequest(name, name + " must be given once.");
            }
            present.forEach(value -> setter.accept(builder, value));
        });
        return builder;
    }

    /**
     * Takes a parameter with one value out of the parameters of a request.
     *
     * @param name the parameter
     * @param given the parameters by name; the parameter is removed
     * @return the value; empty if the parameter is absent or empty
     * @throws ApiException if the parameter is repeated or malformed
     */
    public static Optional<String> takeSingle(String name, MultiValueMap<String, String> given) {
        @Nullable List<String> values = given.remove(name);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw ApiException.badRequest(name, name + " must be given once.");
        }
        check(name, values.get(0));
        return Optional.of(values.get(0)).filter(value -> !value.isEmpty());
    }

    private static void check(String name, String value) {
        if (value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
            throw ApiException.badRequest(
                    name, name + " must be at most " + MAX_LENGTH + " characters, none of them NUL.");
        }
    }

    /**
     * Returns the names of the parameters.
     *
     * @return the names in alphabetical order
     */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(parameters.keySet());
        names.addAll(repeatable.keySet());
        return names;
    }

    /**
     * Returns whether every supported database can store a time.
     *
     * @param instant the time
     * @return true from the year 1000 to the year 9999
     */
    public static boolean isStorable(Instant instant) {
        return !instant.isBefore(EARLIEST) && instant.isBefore(LATEST);
    }

    /**
     * Reads a time.
     *
     * @param name the parameter
     * @param value its text
     * @return the instant
     * @throws ApiException if the text is not a time that every supported database can store
     */
    public static Instant instant(String name, String value) {
        try {
            Instant instant = OffsetDateTime.parse(value).toInstant();
            if (isStorable(instant)) {
                return instant;
            }
        } catch (DateTimeException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest(
                name,
                name + " must be an ISO-8601 time with zone such as 2026-01-31T08:00:00Z, in the years 1000 to 9999.");
    }

    /**
     * Reads a constant in any case, with {@code -} for {@code _}.
     *
     * @param name the parameter
     * @param type the constants
     * @param value its text
     * @param <T> the constants
     * @return the constant
     * @throws ApiException if no constant has this name
     */
    public static <T extends Enum<T>> T constant(String name, Class<T> type, String value) {
        return Enum.valueOf(type, constantName(name, type, value));
    }

    static String constantName(String name, Class<? extends Enum<?>> type, String value) {
        String wanted = value.toUpperCase(Locale.ROOT).replace('-', '_');
        for (Enum<?> constant : type.getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return wanted;
            }
        }
        throw ApiException.badRequest(name, name + " must be one of " + Arrays.toString(type.getEnumConstants()) + ".");
    }

    /**
     * Reads the values of a parameter. A value with {@code !} before it is excluded. A backslash before a value makes
     * the first character, {@code !} or a backslash, a part of the value.
     *
     * @param name the parameter
     * @param values the texts, not empty
     * @param reader reads one value
     * @return the accepted and excluded values
     * @throws ApiException if a value is malformed
     */
    public static ValueFilter values(String name, List<String> values, UnaryOperator<String> reader) {
        Set<String> accepted = new LinkedHashSet<>();
        Set<String> excluded = new LinkedHashSet<>();
        for (String value : values) {
            boolean isExcluded = value.startsWith("!");
            String text = isExcluded || value.startsWith("\\") ? value.substring(1) : value;
            if (text.isEmpty()) {
                throw ApiException.badRequest(name, name + " needs a value after \"" + value + "\".");
            }
            (isExcluded ? excluded : accepted).add(reader.apply(text));
        }
        return new ValueFilter(accepted, excluded);
    }

    /**
     * Reads a truth value.
     *
     * @param name the parameter
     * @param value its text
     * @return whether the text is {@code true}
     * @throws ApiException if the text is neither {@code true} nor {@code false}
     */
    public static boolean bool(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw ApiException.badRequest(name, name + " must be true or false.");
        }
        return value.equals("true");
    }

    /**
     * Reads a duration of at most a year.
     *
     * @param name the parameter
     * @param value its text, a number of milliseconds
     * @return the duration
     * @throws ApiException if the text is not such a number
     */
    public static Duration milliseconds(String name, String value) {
        try {
            long milliseconds = Long.parseLong(value);
            if (milliseconds >= 0 && milliseconds <= Duration.ofDays(365).toMillis()) {
                return Duration.ofMillis(milliseconds);
            }
        } catch (NumberFormatException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest(name, name + " must be a whole number of milliseconds.");
    }

    /**
     * Reads the parameter {@code limit} of a list.
     *
     * @param value its text
     * @return 1 to {@value LogPageRequest#MAX_LIMIT}
     * @throws ApiException if the text is not a number in this range
     */
    public static int limit(String value) {
        return limit(value, LogPageRequest.MAX_LIMIT);
    }

    /**
     * Reads the parameter {@code limit}.
     *
     * @param value its text
     * @param max the highest limit
     * @return 1 to the highest limit
     * @throws ApiException if the text is not a number in this range
     */
    public static int limit(String value, int max) {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (NumberFormatException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest("limit", "limit must be 1 to " + max + ".");
    }
}
