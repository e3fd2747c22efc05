package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.TableRestoreRequest;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.internal.AdministrativeOperation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;

/**
 * Serves the restore of single tables.
 *
 * <pre>
 *  POST   /backups/{id}/table-restoration {dataSource, table, newName, confirmation, unsignedConfirmation}   begins to restore one table: 202; without newName, the rows of the existing table are replaced, which is confirmed by the table's name
 * </pre>
 */
final class BackupTableRoutes implements RouteGroup {

    private final OpsmonAccess access;
    private final DefaultBackups backups;
    private final RestorationEntries restorations;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Refusals refusals;

    BackupTableRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            RestorationEntries restorations,
            ApplicationEventPublisher events,
            Clock clock) {
        this.access = access;
        this.backups = backups;
        this.restorations = restorations;
        this.events = events;
        this.clock = clock;
        this.refusals = new Refusals(access, events);
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.post("/backups/{id}/table-restoration", OpsmonPermissions.BACKUP_RESTORE, this::restore));
    }

    private ApiResponse restore(ApiRequest request) {
        Backup backup = backup(request);
        JsonBody body =
                JsonBody.read(request, Set.of("dataSource", "table", "newName", "confirmation", Refusals.CONFIRMATION));
        BackupSource target = BackupRoutes.source(
                backups, body.text("dataSource") == null ? backup.dataSource() : body.text("dataSource"));
        String table = body.required("table");
        @Nullable String newName = body.text("newName");
        if (newName == null && !table.equals(body.text("confirmation"))) {
            throw ApiException.badRequest(
                    "confirmation",
                    "All rows of \"" + table + "\" will be replaced by the rows of " + backup.requestedAt()
                            + ". To confirm, set confirmation to the name of the table. To keep the rows, set newName.");
        }
        String into = target.name() + ", table " + table + (newName == null ? "" : " as " + newName);
        refusals.orRun(
                "RESTORE",
                backup,
                body.text(Refusals.CONFIRMATION),
                accepted -> BackupRoutes.conflicting(() -> {
                    TableRestoreRequest asked = new TableRestoreRequest(
                            backup.id(), target.database(), table, newName, access.username(), accepted);
                    restorations.begin(
                            backup.id(), access.operator(), into, () -> backups.startTableRestoration(asked));
                    return backup;
                }));
        events.publishEvent(new AdministrativeOperation(
                "RESTORE",
                "began to restore the backup of " + backup.dataSource() + " from " + backup.requestedAt() + " into "
                        + into,
                "backup",
                backup.id(),
                Map.of("dataSource", target.name(), "table", table)));
        return ApiResponse.json(HttpStatus.ACCEPTED, BackupJson.write(backup(request), clock.instant()));
    }

    private Backup backup(ApiRequest request) {
        String id = request.pathVariable("id");
        return backups.find(id).orElseThrow(() -> ApiException.notFound("There is no backup \"" + id + "\"."));
    }
}
