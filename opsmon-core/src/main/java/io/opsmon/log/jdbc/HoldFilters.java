package io.opsmon.log.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The filters of a log that a legal hold may use: the names of its REST filters and their columns, {@code from} and
 * {@code to}.
 *
 * @param columns the column of each filter that asks for equality
 * @since 0.1
 */
public record HoldFilters(Map<String, String> columns) {

    /** The filter for the earliest time. */
    public static final String FROM = "from";

    /** The filter for the time before which entries began. */
    public static final String TO = "to";

    /** The filters of operation logs. */
    public static final HoldFilters OPERATION_LOG = new HoldFilters(map(
            "operator", "operator_id",
            "module", "module",
            "action", "action",
            "outcome", "outcome",
            "resourceType", "resource_type",
            "resourceId", "resource_id",
            "clientIp", "client_ip",
            "traceId", "trace_id"));

    /** The filters of login logs. */
    public static final HoldFilters LOGIN_LOG = new HoldFilters(map(
            "username", "username",
            "event", "event",
            "outcome", "outcome",
            "method", "method",
            "reason", "reason",
            "clientIp", "client_ip",
            "sessionReference", "session_ref"));

    private static Map<String, String> map(String... namesAndColumns) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndColumns.length; i += 2) {
            columns.put(namesAndColumns[i], namesAndColumns[i + 1]);
        }
        return columns;
    }

    /**
     * The names of all filters.
     *
     * @return in alphabetical order
     */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(columns.keySet());
        names.add(FROM);
        names.add(TO);
        return names;
    }
}
