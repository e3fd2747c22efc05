package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.LogParameters;
import io.opsmon.boot.log.LogSearch;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginRisk;
import java.util.Map;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/** Reads the filters of login logs from the parameters of a request. */
final class LoginLogQueries {

    static final LogParameters<LoginLogFilter.Builder, LoginLogFilter> PARAMETERS = new LogParameters<>(
            LoginLogFilter::builder,
            Map.ofEntries(
                    Map.entry("from", (query, value) -> query.from(QueryParameters.instant("from", value))),
                    Map.entry("to", (query, value) -> query.to(QueryParameters.instant("to", value))),
                    Map.entry("username", LoginLogFilter.Builder::username),
                    Map.entry(
                            "event",
                            (query, value) -> query.event(QueryParameters.constant("event", LoginEvent.class, value))),
                    Map.entry(
                            "outcome",
                            (query, value) -> query.outcome(QueryParameters.constant("outcome", Outcome.class, value))),
                    Map.entry("method", LoginLogFilter.Builder::method),
                    Map.entry(
                            "reason",
                            (query, value) ->
                                    query.reason(QueryParameters.constant("reason", FailureReason.class, value))),
                    Map.entry("clientIp", (query, value) -> query.clientIp(IpAddress.canonical(value))),
                    Map.entry("session", LoginLogFilter.Builder::sessionReference),
                    Map.entry(
                            "risk",
                            (query, value) -> query.risk(QueryParameters.constant("risk", LoginRisk.class, value))),
                    Map.entry("text", LoginLogFilter.Builder::text)),
            LoginLogFilter.Builder::build);

    private LoginLogQueries() {}

    /** Returns the names of the filters. */
    static Set<String> names() {
        return PARAMETERS.names();
    }

    static LogSearch<LoginLogFilter> read(MultiValueMap<String, String> parameters) {
        return PARAMETERS.read(parameters);
    }
}
