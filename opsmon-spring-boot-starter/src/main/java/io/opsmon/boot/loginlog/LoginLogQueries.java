package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.LogParameters;
import io.opsmon.boot.log.LogParameters.Values;
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
            Map.of(
                    "from", (query, value) -> query.from(QueryParameters.instant("from", value)),
                    "to", (query, value) -> query.to(QueryParameters.instant("to", value)),
                    "text", LoginLogFilter.Builder::text),
            Map.ofEntries(
                    Map.entry("username", Values.texts(LoginLogFilter.Builder::username)),
                    Map.entry("tenant", Values.texts(LoginLogFilter.Builder::tenant)),
                    Map.entry("event", Values.constants(LoginEvent.class, LoginLogFilter.Builder::event)),
                    Map.entry("outcome", Values.constants(Outcome.class, LoginLogFilter.Builder::outcome)),
                    Map.entry("method", Values.texts(LoginLogFilter.Builder::method)),
                    Map.entry("reason", Values.constants(FailureReason.class, LoginLogFilter.Builder::reason)),
                    Map.entry("clientIp", Values.texts(IpAddress::canonical, LoginLogFilter.Builder::clientIp)),
                    Map.entry("session", Values.texts(LoginLogFilter.Builder::sessionReference)),
                    Map.entry("risk", Values.constants(LoginRisk.class, LoginLogFilter.Builder::risk)),
                    Map.entry("application", Values.texts(LoginLogFilter.Builder::application)),
                    Map.entry("node", Values.texts(LoginLogFilter.Builder::node))),
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
