package io.opsmon.boot.backup;

import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.backup.schedule.BackupSchedules.Due;
import io.opsmon.backup.schedule.UnusableSchedule;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.log.internal.AdministrativeOperation;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves schedules of backups.
 *
 * <pre>
 *  GET    /backup-schedules              all schedules: {items}, each with the next five times
 *  GET    /backup-schedules/preview?cron=&amp;zone=   the next five times of an unsaved schedule: {next}
 *  POST   /backup-schedules {id, cron, dataSource, zone, enabled, verify, retries}   creates a schedule: 201
 *  GET    /backup-schedules/{id}
 *  PUT    /backup-schedules/{id}         creates or changes a schedule
 *  DELETE /backup-schedules/{id}
 * </pre>
 */
final class BackupScheduleRoutes {

    private static final Set<String> MEMBERS =
            Set.of("id", "cron", "dataSource", "zone", "enabled", "verify", "retries");
    private static final int RETRIES = 3;
    private static final int PREVIEW = 5;

    private final ApiRoutes api;
    private final OpsmonAccess access;
    private final DefaultBackups backups;
    private final BackupSchedules schedules;
    private final BackupProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    BackupScheduleRoutes(
            ApiRoutes api,
            OpsmonAccess access,
            DefaultBackups backups,
            BackupSchedules schedules,
            BackupProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.api = api;
        this.access = access;
        this.backups = backups;
        this.schedules = schedules;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(
                builder -> builder.GET("/backup-schedules", api.requiring(OpsmonPermissions.BACKUP_READ, this::list))
                        .GET("/backup-schedules/preview", api.requiring(OpsmonPermissions.BACKUP_READ, this::preview))
                        .POST("/backup-schedules", api.requiring(OpsmonPermissions.BACKUP_RUN, this::create))
                        .GET("/backup-schedules/{id}", api.requiring(OpsmonPermissions.BACKUP_READ, this::get))
                        .PUT("/backup-schedules/{id}", api.requiring(OpsmonPermissions.BACKUP_RUN, this::put))
                        .DELETE("/backup-schedules/{id}", api.requiring(OpsmonPermissions.BACKUP_RUN, this::delete)));
    }

    OverviewPart overview() {
        return new OverviewPart("schedules", OpsmonPermissions.BACKUP_READ, language -> list());
    }

    private ServerResponse list(ServerRequest request) {
        return api.json(list());
    }

    private ObjectNode list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        schedules.list().forEach(due -> items.add(BackupJson.write(due, clock.instant())));
        schedules.unusable().forEach(unusable -> items.add(BackupJson.write(unusable)));
        return body;
    }

    private ServerResponse preview(ServerRequest request) {
        BackupSchedule schedule = schedule(
                "preview",
                "preview",
                ApiRoutes.required(request, "cron"),
                request.param("zone").orElse(null),
                JsonBody.EMPTY);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode next = body.putArray("next");
        schedule.next(clock.instant(), PREVIEW).forEach(time -> next.add(time.toString()));
        return api.json(body);
    }

    private ServerResponse get(ServerRequest request) {
        Optional<UnusableSchedule> unusable = unusable(request.pathVariable("id"));
        return api.json(
                unusable.isPresent()
                        ? BackupJson.write(unusable.get())
                        : BackupJson.write(found(request), clock.instant()));
    }

    private Optional<UnusableSchedule> unusable(String id) {
        return schedules.unusable().stream()
                .filter(schedule -> schedule.id().equals(id))
                .findFirst();
    }

    private Due found(ServerRequest request) {
        String id = request.pathVariable("id");
        return schedules.find(id).orElseThrow(() -> ApiException.notFound("There is no schedule \"" + id + "\"."));
    }

    private ServerResponse create(ServerRequest request) {
        JsonBody body = JsonBody.read(request, MEMBERS);
        String id = body.required("id");
        if (schedules.find(id).isPresent() || unusable(id).isPresent()) {
            throw ApiException.conflict("There is a schedule \"" + id + "\" already.")
                    .withCode("backup-schedule-exists");
        }
        return save(id, body, "CREATE", HttpStatus.CREATED);
    }

    private ServerResponse put(ServerRequest request) {
        JsonBody body = JsonBody.read(request, MEMBERS);
        String id = request.pathVariable("id");
        if (body.text("id") != null && !id.equals(body.text("id"))) {
            throw ApiException.badRequest("id", "id must equal the id in the path, or be omitted.");
        }
        boolean isThere = schedules.find(id).isPresent() || unusable(id).isPresent();
        return save(id, body, isThere ? "UPDATE" : "CREATE", HttpStatus.OK);
    }

    private ServerResponse save(String id, JsonBody body, String action, HttpStatus status) {
        BackupSchedule schedule = schedule(
                id,
                BackupRoutes.source(backups, body.text("dataSource")).name(),
                body.required("cron"),
                body.text("zone"),
                body);
        Due saved = BackupRoutes.conflicting(() -> {
            try {
                return schedules.save(schedule);
            } catch (IllegalArgumentException refused) {
                throw badRequest(refused);
            }
        });
        publish(action, "saved the backup schedule " + id + ": " + schedule.cron() + " " + schedule.zone(), id);
        return api.json(status, BackupJson.write(saved, clock.instant()));
    }

    private BackupSchedule schedule(String id, String dataSource, String cron, @Nullable String zone, JsonBody body) {
        try {
            return new BackupSchedule(
                    id,
                    dataSource,
                    cron,
                    zone == null || zone.isEmpty() ? properties.zoneOrDefault() : ZoneId.of(zone),
                    body.flag("enabled", true),
                    body.flag("verify", true),
                    body.number("retries", RETRIES),
                    Origin.API,
                    access.username());
        } catch (DateTimeException unknown) {
            throw ApiException.badRequest("zone", "zone must be a time zone such as Asia/Shanghai.");
        } catch (IllegalArgumentException refused) {
            throw badRequest(refused);
        }
    }

    /** Converts an exception. The messages of schedules begin with the name of the invalid member. */
    private static ApiException badRequest(IllegalArgumentException refused) {
        String message = String.valueOf(refused.getMessage());
        return ApiException.badRequest(
                message.replaceFirst(" .*", ""), message.endsWith(".") ? message : message + ".");
    }

    private ServerResponse delete(ServerRequest request) {
        String id = request.pathVariable("id");
        ObjectNode deleted =
                unusable(id).map(BackupJson::write).orElseGet(() -> BackupJson.write(found(request), clock.instant()));
        BackupRoutes.conflicting(() -> schedules.delete(id));
        publish("DELETE", "deleted the backup schedule " + id, id);
        return api.json(deleted);
    }

    private void publish(String action, String description, String id) {
        events.publishEvent(new AdministrativeOperation(action, description, "backup-schedule", id, Map.of()));
    }
}
