package io.opsmon.boot.onlineuser;

import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiException;
import io.opsmon.client.DeviceClass;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;

/**
 * Reads the filters of online users from the parameters of a request. A cursor is the key and reference of a position
 * in URL-safe Base64.
 */
final class OnlineUserQueries {

    private static final QueryParameters<Filters> PARAMETERS = new QueryParameters<>(Map.ofEntries(
            Map.entry("username", (filters, value) -> filters.username = value),
            Map.entry("clientIp", (filters, value) -> filters.clientIp = IpAddress.canonical(value)),
            Map.entry(
                    "deviceClass",
                    (filters, value) ->
                            filters.deviceClass = QueryParameters.constant("deviceClass", DeviceClass.class, value)),
            Map.entry("browser", (filters, value) -> filters.browser = value),
            Map.entry("location", (filters, value) -> filters.location = value),
            Map.entry("node", (filters, value) -> filters.node = value),
            Map.entry(
                    "minIdleMillis",
                    (filters, value) -> filters.minIdle = QueryParameters.milliseconds("minIdleMillis", value)),
            Map.entry(
                    "maxIdleMillis",
                    (filters, value) -> filters.maxIdle = QueryParameters.milliseconds("maxIdleMillis", value)),
            Map.entry("since", (filters, value) -> filters.since = QueryParameters.instant("since", value)),
            Map.entry("sort", (filters, value) -> filters.sort = QueryParameters.constant("sort", Sort.class, value)),
            Map.entry("cursor", (filters, value) -> filters.cursor = value),
            Map.entry("limit", (filters, value) -> filters.limit = QueryParameters.limit(value))));

    /** A query for one session. */
    static final OnlineUserQuery FIRST = read(CollectionUtils.toMultiValueMap(Map.of("limit", List.of("1"))));

    /** The parameters read so far. */
    private static final class Filters {
        private @Nullable String username;
        private @Nullable String clientIp;
        private @Nullable DeviceClass deviceClass;
        private @Nullable String browser;
        private @Nullable String location;
        private @Nullable String node;
        private @Nullable Duration minIdle;
        private @Nullable Duration maxIdle;
        private @Nullable Instant since;
        private Sort sort = Sort.LAST_ACCESS;
        private @Nullable String cursor;
        private int limit = OnlineUserQuery.DEFAULT_LIMIT;
    }

    private OnlineUserQueries() {}

    /** Returns the names of the filters. */
    static Set<String> names() {
        return PARAMETERS.names();
    }

    static OnlineUserQuery read(MultiValueMap<String, String> parameters) {
        Filters filters = PARAMETERS.read(parameters, new Filters());
        return new OnlineUserQuery(
                filters.username,
                filters.clientIp,
                filters.deviceClass,
                filters.browser,
                filters.location,
                filters.node,
                filters.minIdle,
                filters.maxIdle,
                filters.since,
                filters.sort,
                filters.cursor == null ? null : cursor(filters.sort, filters.cursor),
                filters.limit);
    }

    static String write(OnlineUserQuery.Cursor cursor) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((cursor.ref() + '\n' + cursor.key()).getBytes(StandardCharsets.UTF_8));
    }

    private static OnlineUserQuery.Cursor cursor(Sort sort, String text) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int end = decoded.indexOf('\n');
            String key = decoded.substring(end + 1);
            boolean isComparable =
                    sort == Sort.USERNAME || QueryParameters.isStorable(Instant.ofEpochMilli(Long.parseLong(key)));
            if (end > 0 && decoded.indexOf('\0') < 0 && isComparable) {
                return new OnlineUserQuery.Cursor(key, decoded.substring(0, end));
            }
        } catch (IllegalArgumentException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest(
                "cursor", "cursor must be the nextCursor of an earlier response in the same order.");
    }
}
