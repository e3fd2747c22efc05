package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.log.LogQuery;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Builds the REST API that all logs have: pages, single entries and exports. Verification and removal of old entries
 * are added if the log has a chain and retention.
 *
 * @param <E> the kind of entry
 * @param <Q> its query
 * @since 0.1
 */
public final class LogApi<E extends RecordedEntry, Q extends LogQuery<Q>> {

    private final ApiRoutes api;
    private final LogResource<E, Q> resource;
    private final LogRecorder recorder;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final AccessAudit audit;

    /**
     * Creates the API of a log.
     *
     * @param api the builder of routes
     * @param resource the log
     * @param recorder the recorder of the log
     * @param events receives the administrative operations
     * @param clock the clock for the names of exported files
     * @param audit receives reads of the log
     */
    public LogApi(
            ApiRoutes api,
            LogResource<E, Q> resource,
            LogRecorder recorder,
            ApplicationEventPublisher events,
            Clock clock,
            AccessAudit audit) {
        this.audit = audit;
        this.api = api;
        this.resource = resource;
        this.recorder = recorder;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Builds the routes. The more specific paths come first, because the route of a single entry also matches them.
     *
     * @param verifications the verification of the chain; null for a log without chain
     * @param retention the removal of old entries; null for a log that is not in a database
     * @return the routes, to publish as a bean after the routes that only this log has
     */
    public RouterFunction<ServerResponse> routes(
            @Nullable ChainVerificationRuns verifications, @Nullable JdbcLogRetention<E> retention) {
        RouterFunction<ServerResponse> routes = new ExportRoutes<>(api, resource, events, clock, audit).routes();
        if (verifications != null) {
            routes = routes.and(new VerificationRoutes(api, resource, verifications, audit).routes())
                    .and(new FindingRoutes(api, resource, verifications.chain(), events).routes());
        }
        if (retention != null) {
            routes = routes.and(new HoldRoutes(api, resource, retention.holds(), events).routes());
            routes = routes.and(new CleanRoutes(
                            api,
                            resource,
                            retention,
                            events,
                            verifications == null ? null : verifications.chain(),
                            clock)
                    .routes());
        }
        return routes.and(new LogRoutes<>(api, resource, recorder, audit).routes());
    }
}
