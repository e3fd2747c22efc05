package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.Cursors;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.log.LogQuery;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogQuery;
import java.util.Map;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/** Reads the filters of operation logs from request parameters. */
final class OperationLogQueries {

    private static final QueryParameters<OperationLogQuery.Builder> PARAMETERS = new QueryParameters<>(Map.ofEntries(
            Map.entry("from", (query, value) -> query.from(QueryParameters.instant("from", value))),
            Map.entry("to", (query, value) -> query.to(QueryParameters.instant("to", value))),
            Map.entry("operator", OperationLogQuery.Builder::operator),
            Map.entry("module", OperationLogQuery.Builder::module),
            Map.entry("action", OperationLogQuery.Builder::action),
            Map.entry(
                    "outcome",
                    (query, value) -> query.outcome(QueryParameters.constant("outcome", Outcome.class, value))),
            Map.entry("resourceType", OperationLogQuery.Builder::resourceType),
            Map.entry("resourceId", OperationLogQuery.Builder::resourceId),
            Map.entry("clientIp", (query, value) -> query.clientIp(IpAddress.canonical(value))),
            Map.entry("traceId", OperationLogQuery.Builder::traceId),
            Map.entry("text", OperationLogQuery.Builder::text),
            Map.entry(
                    "minDurationMillis",
                    (query, value) -> query.minDuration(QueryParameters.milliseconds("minDurationMillis", value))),
            Map.entry(
                    "sort", (query, value) -> query.sort(QueryParameters.constant("sort", LogQuery.Sort.class, value))),
            Map.entry("cursor", (query, value) -> query.cursor(Cursors.decode(value))),
            Map.entry("limit", (query, value) -> query.limit(QueryParameters.limit(value)))));

    private OperationLogQueries() {}

    /** Returns the names of the filters. */
    static Set<String> names() {
        return PARAMETERS.names();
    }

    static OperationLogQuery read(MultiValueMap<String, String> parameters) {
        return PARAMETERS.read(parameters, OperationLogQuery.builder()).build();
    }
}
