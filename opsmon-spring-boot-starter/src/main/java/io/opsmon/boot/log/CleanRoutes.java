package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Serves the removal of old entries.
 *
 * <pre>
 *  DELETE /operation-logs?before=TIME   removes older entries, after archiving them if an archive is configured: {removed}; 400 if TIME is later than the minimum age permits, 409 while there are open findings,
 *                                        and 409 with the code removal-in-progress while any node removes entries of that log
 * </pre>
 */
final class CleanRoutes implements RouteGroup {

    private static final Logger log = LoggerFactory.getLogger(CleanRoutes.class);

    private final KeptLog resource;
    private final JdbcLogRetention<?> retention;
    private final ApplicationEventPublisher events;
    private final @Nullable JdbcLogChain<?> chain;
    private final Clock clock;

    CleanRoutes(
            KeptLog resource,
            JdbcLogRetention<?> retention,
            ApplicationEventPublisher events,
            @Nullable JdbcLogChain<?> chain,
            Clock clock) {
        this.chain = chain;
        this.clock = clock;
        this.resource = resource;
        this.retention = retention;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.delete(resource.path(), resource.permissions().delete(), this::removeOld)
                .withParameters("before"));
    }

    private ApiResponse removeOld(ApiRequest request) {
        Instant before = QueryParameters.instant("before", request.required("before"));
        Instant floor = clock.instant().minus(retention.minAge());
        if (before.isAfter(floor)) {
            throw ApiException.badRequest(
                    "before",
                    "before must be at most " + floor + ": retention.min-age=" + retention.minAge() + " keeps younger "
                            + resource.plural() + ".");
        }
        long removed;
        try {
            if (chain != null) {
                // Entries without a seal are not removed.
                chain.keep();
            }
            removed = retention.removeBefore(before);
        } catch (TamperedLogException tampered) {
            throw ApiException.conflict(Objects.requireNonNull(tampered.getMessage()));
        } catch (RemovalInProgressException other) {
            throw ApiException.conflict(Objects.requireNonNull(other.getMessage()))
                    .withCode("removal-in-progress");
        } catch (IOException failure) {
            log.warn("Failed to archive old {}; the remaining entries are not removed", resource.plural(), failure);
            throw ApiException.unavailable(
                    "The archive cannot be written, so no more entries were removed. See the log of the application.");
        }
        events.publishEvent(AdministrativeOperation.of(
                "CLEAN", "removed " + removed + " " + resource.plural() + " from before " + before));
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("removed", removed));
    }
}
