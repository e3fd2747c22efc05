package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.log.LogPageRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.springframework.util.MultiValueMap;

/**
 * Reads the builder of a query from the parameters of a request. An unknown, repeated or malformed parameter is an
 * error that names the parameter. An empty parameter counts as absent. Immutable.
 *
 * @param <B> the builder
 * @since 0.1
 */
public final class QueryParameters<B> {

    /** The range that every supported database can store. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MAX_LENGTH = 1_000;

    private final Map<String, BiConsumer<B, String>> parameters;

    /**
     * Creates a reader.
     *
     * @param parameters the effect of each parameter on the builder, by name
     */
    public QueryParameters(Map<String, BiConsumer<B, String>> parameters) {
        this.parameters = Map.copyOf(parameters);
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
        for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
            String name = parameter.getKey();
            BiConsumer<B, String> setter = parameters.get(name);
            if (setter == null) {
                throw ApiException.badRequest(
                        name, "There is no filter \"" + name + "\". Filters are " + names(parameters.keySet()) + ".");
            }
            if (parameter.getValue().size() != 1) {
                throw ApiException.badRequest(name, name + " must be given once.");
            }
            String value = parameter.getValue().get(0);
            if (value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
                throw ApiException.badRequest(
                        name, name + " must be at most " + MAX_LENGTH + " characters, none of them NUL.");
            }
            if (!value.isEmpty()) {
                setter.accept(builder, value);
            }
        }
        return builder;
    }

    /**
     * Returns the names of the parameters.
     *
     * @return the names in alphabetical order
     */
    public Set<String> names() {
        return new TreeSet<>(parameters.keySet());
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

    private static String names(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
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
        String wanted = value.toUpperCase(Locale.ROOT).replace('-', '_');
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return constant;
            }
        }
        throw ApiException.badRequest(name, name + " must be one of " + Arrays.toString(type.getEnumConstants()) + ".");
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
     * Reads the parameter {@code limit}.
     *
     * @param value its text
     * @return 1 to {@value LogPageRequest#MAX_LIMIT}
     * @throws ApiException if the text is not a number in this range
     */
    public static int limit(String value) {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= LogPageRequest.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest("limit", "limit must be 1 to " + LogPageRequest.MAX_LIMIT + ".");
    }
}
