package io.opsmon.boot.log;

import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogFilter;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Builds the REST API that all logs have: pages, single entries and exports. Verification and removal of old entries
 * are added if the log has a chain and retention.
 *
 * @param <E> the kind of entry
 * @param <F> its filter
 * @since 0.1
 */
public final class LogApi<E extends RecordedEntry, F extends LogFilter<F>> {

    private final OpsmonAccess access;
    private final LogResource<E, F> resource;
    private final LogRecorder recorder;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final AccessAudit audit;

    /**
     * Creates the API of a log.
     *
     * @param access the access control, for the name of the caller
     * @param resource the log
     * @param recorder the recorder of the log
     * @param events receives the administrative operations
     * @param clock the clock for the names of exported files
     * @param audit receives reads of the log
     */
    public LogApi(
            OpsmonAccess access,
            LogResource<E, F> resource,
            LogRecorder recorder,
            ApplicationEventPublisher events,
            Clock clock,
            AccessAudit audit) {
        this.audit = audit;
        this.access = access;
        this.resource = resource;
        this.recorder = recorder;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Builds the routes.
     *
     * @param verifications the verification of the chain; null for a log without chain
     * @param retention the removal of old entries; null for a log that is not in a database
     * @return the routes, to publish as a bean
     */
    public RouteGroup routes(@Nullable ChainVerificationRuns verifications, @Nullable JdbcLogRetention<E> retention) {
        List<ApiRoute> routes = new ArrayList<>(new LogRoutes<>(access, resource, recorder, audit).routes());
        routes.addAll(new ExportRoutes<>(resource, events, clock, audit).routes());
        routes.addAll(new KeepingApi(access, events, clock, audit)
                .routes(resource, verifications, retention)
                .routes());
        return () -> routes;
    }
}
