package io.opsmon.log.internal.jdbc;

import io.opsmon.log.LogKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Filters of a log that a legal hold may use: equality filters with the names of the REST filters, {@code from} and
 * {@code to}.
 *
 * @param columns the columns of the equality filters by filter name
 * @since 0.1
 */
public record HoldFilters(Map<String, String> columns) {

    /** Filter for the earliest time, inclusive. */
    public static final String FROM = "from";

    /** Filter for the latest time, exclusive. */
    public static final String TO = "to";

    /** Filters of operation logs. */
    public static final HoldFilters OPERATION_LOG = new HoldFilters(map(
            "operator", "operator_id",
            "module", "module",
            "action", "action",
            "outcome", "outcome",
            "resourceType", "resource_type",
            "resourceId", "resource_id",
            "clientIp", "client_ip",
            "traceId", "trace_id"));

    /** Filters of login logs. */
    public static final HoldFilters LOGIN_LOG = new HoldFilters(map(
            "username", "username",
            "event", "event",
            "outcome", "outcome",
            "method", "method",
            "reason", "reason",
            "clientIp", "client_ip",
            "sessionReference", "session_ref"));

    /** Returns the filters of a log. */
    static HoldFilters of(LogKind<?> kind) {
        return kind.name().equals("login-log") ? LOGIN_LOG : OPERATION_LOG;
    }

    private static Map<String, String> map(String... namesAndColumns) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndColumns.length; i += 2) {
            columns.put(namesAndColumns[i], namesAndColumns[i + 1]);
        }
        return columns;
    }

    /**
     * Returns the names of all filters.
     *
     * @return the names in alphabetical order
     */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(columns.keySet());
        names.add(FROM);
        names.add(TO);
        return names;
    }
}
