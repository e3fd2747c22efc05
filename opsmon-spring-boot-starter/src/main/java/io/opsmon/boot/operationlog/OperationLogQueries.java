package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.LogParameters;
import io.opsmon.boot.log.LogParameters.Values;
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
            Map.of(
                    "from", (query, value) -> query.from(QueryParameters.instant("from", value)),
                    "to", (query, value) -> query.to(QueryParameters.instant("to", value)),
                    "text", OperationLogFilter.Builder::text,
                    "minDurationMillis",
                            (query, value) ->
                                    query.minDuration(QueryParameters.milliseconds("minDurationMillis", value))),
            Map.ofEntries(
                    Map.entry("operator", Values.texts(OperationLogFilter.Builder::operator)),
                    Map.entry("tenant", Values.texts(OperationLogFilter.Builder::tenant)),
                    Map.entry("module", Values.texts(OperationLogFilter.Builder::module)),
                    Map.entry("action", Values.texts(OperationLogFilter.Builder::action)),
                    Map.entry("outcome", Values.constants(Outcome.class, OperationLogFilter.Builder::outcome)),
                    Map.entry("resourceType", Values.texts(OperationLogFilter.Builder::resourceType)),
                    Map.entry("resourceId", Values.texts(OperationLogFilter.Builder::resourceId)),
                    Map.entry("clientIp", Values.texts(IpAddress::canonical, OperationLogFilter.Builder::clientIp)),
                    Map.entry("session", Values.texts(OperationLogFilter.Builder::sessionReference)),
                    Map.entry("traceId", Values.texts(OperationLogFilter.Builder::traceId)),
                    Map.entry("errorType", Values.texts(OperationLogFilter.Builder::errorType)),
                    Map.entry("application", Values.texts(OperationLogFilter.Builder::application)),
                    Map.entry("node", Values.texts(OperationLogFilter.Builder::node)),
                    Map.entry("extra", Values.attributes(OperationLogFilter.Builder::extra))),
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
