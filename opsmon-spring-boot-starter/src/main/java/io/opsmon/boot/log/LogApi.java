package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.log.LogQuery;
import io.opsmon.log.jdbc.JdbcLogRetention;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What every log has over REST: pages, single entries, files, and where there is such a thing, verification of its
 * chain and removal of what is old.
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
     * Makes the API of a log.
     *
     * @param api adds routes
     * @param resource the log
     * @param recorder records into it
     * @param events told what is done
     * @param clock the time in files' names
     * @param audit gets reads of the log
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
     * The routes, the more specific paths first: that of an entry matches them all.
     *
     * @param verifications of its chain; null for a log without
     * @param retention removes what is old; null for a log that is not in a database
     * @return to be published as a bean, behind those of paths that only this log has
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
