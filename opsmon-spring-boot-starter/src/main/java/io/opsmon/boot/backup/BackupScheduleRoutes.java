package io.opsmon.boot.backup;

import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.backup.schedule.BackupSchedules.Due;
import io.opsmon.backup.schedule.UnusableSchedule;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.internal.AdministrativeOperation;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
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
final class BackupScheduleRoutes implements RouteGroup {

    private static final Set<String> MEMBERS =
            Set.of("id", "cron", "dataSource", "zone", "enabled", "verify", "retries");
    private static final int RETRIES = 3;
    private static final int PREVIEW = 5;

    private final OpsmonAccess access;
    private final DefaultBackups backups;
    private final BackupSchedules schedules;
    private final BackupProperties properties;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    BackupScheduleRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            BackupSchedules schedules,
            BackupProperties properties,
            ApplicationEventPublisher events,
            Clock clock) {
        this.access = access;
        this.backups = backups;
        this.schedules = schedules;
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/backup-schedules", OpsmonPermissions.BACKUP_READ, this::list),
                ApiRoute.get("/backup-schedules/preview", OpsmonPermissions.BACKUP_READ, this::preview)
                        .withParameters("cron", "zone"),
                ApiRoute.post("/backup-schedules", OpsmonPermissions.BACKUP_RUN, this::create),
                ApiRoute.get("/backup-schedules/{id}", OpsmonPermissions.BACKUP_READ, this::get),
                ApiRoute.put("/backup-schedules/{id}", OpsmonPermissions.BACKUP_RUN, this::put),
                ApiRoute.delete("/backup-schedules/{id}", OpsmonPermissions.BACKUP_RUN, this::delete));
    }

    OverviewPart overview() {
        return new OverviewPart("schedules", OpsmonPermissions.BACKUP_READ, language -> list());
    }

    private ApiResponse list(ApiRequest request) {
        return ApiResponse.json(list());
    }

    private ObjectNode list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        schedules.list().forEach(due -> items.add(BackupJson.write(due, clock.instant())));
        schedules.unusable().forEach(unusable -> items.add(BackupJson.write(unusable)));
        return body;
    }

    private ApiResponse preview(ApiRequest request) {
        BackupSchedule schedule = schedule(
                "preview",
                "preview",
                request.required("cron"),
                request.param("zone").orElse(null),
                JsonBody.EMPTY);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode next = body.putArray("next");
        schedule.next(clock.instant(), PREVIEW).forEach(time -> next.add(time.toString()));
        return ApiResponse.json(body);
    }

    private ApiResponse get(ApiRequest request) {
        Optional<UnusableSchedule> unusable = unusable(request.pathVariable("id"));
        return ApiResponse.json(
                unusable.isPresent()
                        ? BackupJson.write(unusable.get())
                        : BackupJson.write(found(request), clock.instant()));
    }

    private Optional<UnusableSchedule> unusable(String id) {
        return schedules.unusable().stream()
                .filter(schedule -> schedule.id().equals(id))
                .findFirst();
    }

    private Due found(ApiRequest request) {
        String id = request.pathVariable("id");
        return schedules.find(id).orElseThrow(() -> ApiException.notFound("There is no schedule \"" + id + "\"."));
    }

    private ApiResponse create(ApiRequest request) {
        JsonBody body = JsonBody.read(request, MEMBERS);
        String id = body.required("id");
        if (schedules.find(id).isPresent() || unusable(id).isPresent()) {
            throw ApiException.conflict("There is a schedule \"" + id + "\" already.")
                    .withCode("backup-schedule-exists");
        }
        return save(id, body, "CREATE", HttpStatus.CREATED);
    }

    private ApiResponse put(ApiRequest request) {
        JsonBody body = JsonBody.read(request, MEMBERS);
        String id = request.pathVariable("id");
        if (body.text("id") != null && !id.equals(body.text("id"))) {
            throw ApiException.badRequest("id", "id must equal the id in the path, or be omitted.");
        }
        boolean isThere = schedules.find(id).isPresent() || unusable(id).isPresent();
        return save(id, body, isThere ? "UPDATE" : "CREATE", HttpStatus.OK);
    }

    private ApiResponse save(String id, JsonBody body, String action, HttpStatus status) {
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
        return ApiResponse.json(status, BackupJson.write(saved, clock.instant()));
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

    private ApiResponse delete(ApiRequest request) {
        String id = request.pathVariable("id");
        ObjectNode deleted =
                unusable(id).map(BackupJson::write).orElseGet(() -> BackupJson.write(found(request), clock.instant()));
        BackupRoutes.conflicting(() -> schedules.delete(id));
        publish("DELETE", "deleted the backup schedule " + id, id);
        return ApiResponse.json(deleted);
    }

    private void publish(String action, String description, String id) {
        events.publishEvent(new AdministrativeOperation(action, description, "backup-schedule", id, Map.of()));
    }
}
