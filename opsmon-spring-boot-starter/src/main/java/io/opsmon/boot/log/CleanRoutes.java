package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Serves the removal of old entries.
 *
 * <pre>
 *  DELETE /operation-logs?before=TIME   removes older entries, after archiving them if an archive is configured: {removed}; 400 if TIME is later than the minimum age permits, 409 while there are open findings,
 *                                        and 409 with the code removal-in-progress while any node removes entries of that log
 * </pre>
 */
final class CleanRoutes {

    private static final Logger log = LoggerFactory.getLogger(CleanRoutes.class);

    private final ApiRoutes api;
    private final LogResource<?, ?> resource;
    private final JdbcLogRetention<?> retention;
    private final ApplicationEventPublisher events;
    private final @Nullable JdbcLogChain<?> chain;
    private final Clock clock;

    CleanRoutes(
            ApiRoutes api,
            LogResource<?, ?> resource,
            JdbcLogRetention<?> retention,
            ApplicationEventPublisher events,
            @Nullable JdbcLogChain<?> chain,
            Clock clock) {
        this.chain = chain;
        this.clock = clock;
        this.api = api;
        this.resource = resource;
        this.retention = retention;
        this.events = events;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.DELETE(
                resource.path(), api.requiring(resource.permissions().delete(), this::removeOld)));
    }

    private ServerResponse removeOld(ServerRequest request) {
        Instant before = QueryParameters.instant("before", ApiRoutes.required(request, "before"));
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
        return api.json(JsonNodeFactory.instance.objectNode().put("removed", removed));
    }
}
