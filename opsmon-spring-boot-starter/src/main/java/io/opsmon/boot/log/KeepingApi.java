package io.opsmon.boot.log;

import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Builds the part of the REST API that concerns the keeping of a log: verification, findings, legal holds and removal.
 *
 * @param access the access control, for the name of the caller
 * @param events receives the administrative operations
 * @param clock the clock that decides which entries may be removed
 * @param audit receives verifications
 * @since 0.1
 */
public record KeepingApi(OpsmonAccess access, ApplicationEventPublisher events, Clock clock, AccessAudit audit) {

    /**
     * Builds the routes of a log.
     *
     * @param log the log
     * @param verifications the verification of the chain; null for a log without chain
     * @param retention the removal of old entries; null for a log that is not in a database
     * @return the routes
     */
    public RouteGroup routes(
            KeptLog log, @Nullable ChainVerificationRuns verifications, @Nullable JdbcLogRetention<?> retention) {
        List<ApiRoute> routes = new ArrayList<>();
        if (verifications != null) {
            routes.addAll(new VerificationRoutes(access, log, verifications, audit).routes());
            routes.addAll(new FindingRoutes(access, log, verifications.chain(), events).routes());
        }
        if (retention != null) {
            routes.addAll(new HoldRoutes(access, log, retention.holds(), events).routes());
            routes.addAll(
                    new CleanRoutes(log, retention, events, verifications == null ? null : verifications.chain(), clock)
                            .routes());
        }
        return () -> routes;
    }
}
