package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.LogParameters;
import io.opsmon.boot.log.LogSearch;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogFilter;
import java.util.Map;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/** Reads the filters of operation logs from request parameters. */
final class OperationLogQueries {

    static final LogParameters<OperationLogFilter.Builder, OperationLogFilter> PARAMETERS = new LogParameters<>(
            OperationLogFilter::builder,
            Map.ofEntries(
                    Map.entry("from", (query, value) -> query.from(QueryParameters.instant("from", value))),
                    Map.entry("to", (query, value) -> query.to(QueryParameters.instant("to", value))),
                    Map.entry("operator", OperationLogFilter.Builder::operator),
                    Map.entry("module", OperationLogFilter.Builder::module),
                    Map.entry("action", OperationLogFilter.Builder::action),
                    Map.entry(
                            "outcome",
                            (query, value) -> query.outcome(QueryParameters.constant("outcome", Outcome.class, value))),
                    Map.entry("resourceType", OperationLogFilter.Builder::resourceType),
                    Map.entry("resourceId", OperationLogFilter.Builder::resourceId),
                    Map.entry("clientIp", (query, value) -> query.clientIp(IpAddress.canonical(value))),
                    Map.entry("traceId", OperationLogFilter.Builder::traceId),
                    Map.entry("text", OperationLogFilter.Builder::text),
                    Map.entry(
                            "minDurationMillis",
                            (query, value) ->
                                    query.minDuration(QueryParameters.milliseconds("minDurationMillis", value)))),
            OperationLogFilter.Builder::build);

    private OperationLogQueries() {}

    /** Returns the names of the filters. */
    static Set<String> names() {
        return PARAMETERS.names();
    }

    static LogSearch<OperationLogFilter> read(MultiValueMap<String, String> parameters) {
        return PARAMETERS.read(parameters);
    }
}
