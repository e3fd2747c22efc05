package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.springframework.util.MultiValueMap;

/** Reads a query from the parameters of a request. An unknown, repeated or malformed one is an error that names it; an empty one counts as absent. */
final class QueryParameters {

    /** The range of every database opsmon knows. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MAX_LENGTH = 1_000;

    private static final Map<String, BiConsumer<OperationLogQuery.Builder, String>> PARAMETERS = Map.ofEntries(
            Map.entry("from", (query, value) -> query.from(instant("from", value))),
            Map.entry("to", (query, value) -> query.to(instant("to", value))),
            Map.entry("operator", OperationLogQuery.Builder::operator),
            Map.entry("module", OperationLogQuery.Builder::module),
            Map.entry("action", OperationLogQuery.Builder::action),
            Map.entry("outcome", (query, value) -> query.outcome(outcome(value))),
            Map.entry("resourceType", OperationLogQuery.Builder::resourceType),
            Map.entry("resourceId", OperationLogQuery.Builder::resourceId),
            Map.entry("clientIp", OperationLogQuery.Builder::clientIp),
            Map.entry("traceId", OperationLogQuery.Builder::traceId),
            Map.entry("text", OperationLogQuery.Builder::text),
            Map.entry("minDurationMs", (query, value) -> query.minDuration(milliseconds(value))),
            Map.entry("cursor", (query, value) -> query.cursor(Cursors.decode(value))),
            Map.entry("limit", (query, value) -> query.limit(limit(value))));

    private QueryParameters() {}

    static OperationLogQuery parse(MultiValueMap<String, String> parameters) {
        OperationLogQuery.Builder query = OperationLogQuery.builder();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            BiConsumer<OperationLogQuery.Builder, String> setter = PARAMETERS.get(name);
            if (setter == null) {
                throw ApiException.badRequest(
                        name, "There is no filter \"" + name + "\". Filters are " + names(PARAMETERS.keySet()) + ".");
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
                setter.accept(query, value);
            }
        }
        return query.build();
    }

    static boolean isStorable(Instant instant) {
        return !instant.isBefore(EARLIEST) && instant.isBefore(LATEST);
    }

    private static String names(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    static Instant instant(String name, String value) {
        try {
            Instant instant = OffsetDateTime.parse(value).toInstant();
            if (isStorable(instant)) {
                return instant;
            }
        } catch (DateTimeException malformed) {
            // Said below.
        }
        throw ApiException.badRequest(
                name,
                name + " must be an ISO-8601 time with zone such as 2026-01-31T08:00:00Z, in the years 1000 to 9999.");
    }

    private static Outcome outcome(String value) {
        try {
            return Outcome.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw ApiException.badRequest(
                    "outcome", "outcome must be one of " + Arrays.toString(Outcome.values()) + ".");
        }
    }

    private static Duration milliseconds(String value) {
        try {
            long milliseconds = Long.parseLong(value);
            if (milliseconds >= 0 && milliseconds <= Duration.ofDays(365).toMillis()) {
                return Duration.ofMillis(milliseconds);
            }
        } catch (NumberFormatException malformed) {
            // Said below.
        }
        throw ApiException.badRequest("minDurationMs", "minDurationMs must be a whole number of milliseconds.");
    }

    private static int limit(String value) {
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= OperationLogQuery.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException malformed) {
            // Said below.
        }
        throw ApiException.badRequest("limit", "limit must be 1 to " + OperationLogQuery.MAX_LIMIT + ".");
    }
}
