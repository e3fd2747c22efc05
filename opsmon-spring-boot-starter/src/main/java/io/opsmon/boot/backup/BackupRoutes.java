package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.Backups;
import io.opsmon.backup.RestoreRequest;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.StorageUnavailableException;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogPage;
import io.opsmon.log.internal.AdministrativeOperation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves backups, their verification and restore, and the storage.
 *
 * <pre>
 *  GET    /backups?dataSource=&amp;status=&amp;trigger=&amp;cursor=&amp;limit=   a page: {items, nextCursor}
 *  POST   /backups {dataSource}                     begins a backup: 202
 *  GET    /backups/data-sources                     the data sources, each with its last successful backup, the isolation of its last verification, and its retention: {items, storage: {problem, code}}; without storage if the last use of the storage succeeded
 *  GET    /backups/readiness                        inspects the databases: {items: [{dataSource, ready, problem, findings: [{severity, code, object, problem, remedy}]}]}
 *  POST   /backups/resync {dryRun, confirmation}    updates the catalog from the storage: {applied, added, missing, found, damaged, orphans, confirmation}; 409 if many backups would become missing and confirmation is not that of a dry run
 *  POST   /backups/storage {confirmation, name}     assigns the current storage, or the storage of copies with the name, to the catalog; confirmed by "storage"
 *  POST   /backups/orphans/deletion {name, confirmation}   deletes a file that belongs to no backup; confirmed by its name
 *  GET    /backups/{id}                             one backup, with its progress
 *  DELETE /backups/{id}                             removes the stored files of a backup
 *  POST   /backups/{id}/verification {unsignedConfirmation}   begins a verification: 202; a backup that is not authenticated is confirmed by its id
 *  POST   /backups/{id}/restoration {dataSource, scope, confirmation, unsignedConfirmation}   begins a restore: 202; REPLACE is confirmed by the data source's name
 *  POST   /backups/{id}/cancellation                cancels the running operation on a backup: 202
 * </pre>
 */
final class BackupRoutes implements RouteGroup {

    private static final Logger log = LoggerFactory.getLogger(BackupRoutes.class);

    private static final int MAX_IDS = 20;

    /** The number of backups among which active ones are counted. */
    private static final int NEWEST = 50;

    private static final String UNRECOGNIZED_STORAGE = "backup-storage-unrecognized";

    private final OpsmonAccess access;
    private final DefaultBackups backups;
    private final RestorationEntries restorations;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Refusals refusals;

    BackupRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            RestorationEntries restorations,
            ApplicationEventPublisher events,
            Clock clock) {
        this.restorations = restorations;
        this.access = access;
        this.backups = backups;
        this.events = events;
        this.clock = clock;
        this.refusals = new Refusals(access, events);
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/backups", OpsmonPermissions.BACKUP_READ, this::find)
                        .withParameters(Filters.PARAMETERS.names()),
                ApiRoute.post("/backups", OpsmonPermissions.BACKUP_RUN, this::start),
                ApiRoute.get("/backups/data-sources", OpsmonPermissions.BACKUP_READ, this::dataSources),
                ApiRoute.get("/backups/readiness", OpsmonPermissions.BACKUP_READ, this::readiness),
                ApiRoute.post("/backups/resync", OpsmonPermissions.BACKUP_RUN, this::resync),
                ApiRoute.post("/backups/storage", OpsmonPermissions.BACKUP_DELETE, this::acceptStorage),
                ApiRoute.post("/backups/orphans/deletion", OpsmonPermissions.BACKUP_DELETE, this::deleteOrphan),
                ApiRoute.get("/backups/{id}", OpsmonPermissions.BACKUP_READ, this::get),
                ApiRoute.delete("/backups/{id}", OpsmonPermissions.BACKUP_DELETE, this::delete),
                ApiRoute.post("/backups/{id}/verification", OpsmonPermissions.BACKUP_RUN, this::verify),
                ApiRoute.post("/backups/{id}/restoration", OpsmonPermissions.BACKUP_RESTORE, this::restore),
                ApiRoute.post("/backups/{id}/cancellation", OpsmonPermissions.BACKUP_RUN, this::cancel));
    }

    /** Counts the newest backups that are being created, verified or restored. */
    MenuCount count() {
        BackupQuery newest = new BackupQuery(null, null, null, null, NEWEST);
        return new MenuCount("backups", OpsmonPermissions.BACKUP_READ, () -> {
            long active = backups.catalogue().find(newest).stream()
                    .filter(backup -> backup.activity() != null)
                    .count();
            return new LogPage.Total(active, true);
        });
    }

    private ApiResponse find(ApiRequest request) {
        BackupQuery query = new Filters().read(request);
        List<Backup> found = backups.catalogue().find(query);
        boolean more = found.size() > query.limit();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        List<Backup> page = more ? found.subList(0, query.limit()) : found;
        Map<String, List<BackupCopy>> copies = backups.copies(page);
        page.forEach(backup ->
                items.add(BackupJson.withCopies(BackupJson.write(backup, clock.instant()), copies.get(backup.id()))));
        body.put("nextCursor", more ? page.get(page.size() - 1).id() : null);
        return ApiResponse.json(body);
    }

    /** The filters of a page of backups. */
    private static final class Filters {

        private static final QueryParameters<Filters> PARAMETERS = new QueryParameters<>(Map.of(
                "dataSource", (filters, value) -> filters.dataSource = value,
                "status",
                        (filters, value) ->
                                filters.status = QueryParameters.constant("status", BackupStatus.class, value),
                "trigger",
                        (filters, value) ->
                                filters.trigger = QueryParameters.constant("trigger", BackupTrigger.class, value),
                "cursor", (filters, value) -> filters.cursor = value,
                "limit", (filters, value) -> filters.limit = QueryParameters.limit(value)));

        private @Nullable String dataSource;
        private @Nullable BackupStatus status;
        private @Nullable BackupTrigger trigger;
        private @Nullable String cursor;
        private int limit = 50;

        BackupQuery read(ApiRequest request) {
            PARAMETERS.read(request.params(), this);
            return new BackupQuery(dataSource, status, trigger, cursor, limit);
        }
    }

    private ApiResponse start(ApiRequest request) {
        JsonBody body = JsonBody.read(request, Set.of("dataSource"));
        String dataSource = source(backups, body.text("dataSource")).name();
        Backup begun = conflicting(() -> backups.start(BackupRequest.manual(dataSource, access.username())));
        publish("BACKUP", "began a backup of " + dataSource, begun.id(), dataSource);
        return ApiResponse.json(HttpStatus.ACCEPTED, BackupJson.write(begun, clock.instant()));
    }

    /** Returns the requested data source, or the only data source if the request names none. */
    static BackupSource source(DefaultBackups backups, @Nullable String name) {
        List<BackupSource> all = backups.sources();
        if (name == null && all.size() == 1) {
            return all.get(0);
        }
        return all.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.badRequest(
                        "dataSource",
                        "dataSource must be one of "
                                + all.stream().map(BackupSource::name).toList() + "."));
    }

    OverviewPart overview() {
        return new OverviewPart("backups", OpsmonPermissions.BACKUP_READ, language -> dataSources());
    }

    private ApiResponse dataSources(ApiRequest request) {
        return ApiResponse.json(dataSources());
    }

    private ObjectNode dataSources() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (BackupSource source : backups.sources()) {
            ObjectNode item = items.addObject()
                    .put("name", source.name())
                    .put("runner", source.runner().name());
            item.put(
                    "maxAgeMillis",
                    source.maxAge() == null
                            ? null
                            : Long.valueOf(source.maxAge().toMillis()));
            if (source.retention() != null) {
                item.set("retention", BackupJson.write(source.retention()));
            }
            backups.catalogue()
                    .lastStored(source.name(), clock.instant())
                    .ifPresent(last -> item.set("lastGood", BackupJson.write(last, clock.instant())));
            backups.catalogue()
                    .lastScratch(source.name())
                    .ifPresent(scratch -> item.set("scratch", BackupJson.write(scratch)));
            List<Backup> stored = backups.catalogue().stored(source.name());
            item.put("stored", stored.size());
            item.put(
                    "storedBytes",
                    stored.stream()
                            .map(Backup::stored)
                            .mapToLong(file -> file == null ? 0 : file.storedBytes())
                            .sum());
        }
        @Nullable IOException failure = backups.storageProblem();
        if (failure != null) {
            body.putObject("storage")
                    .put("problem", failure.getMessage())
                    .put("code", isUnrecognized(failure) ? UNRECOGNIZED_STORAGE : null);
        }
        return body;
    }

    /** Inspects the databases now. A database that does not answer has a problem, and does not hide the others. */
    private ApiResponse readiness(ApiRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (BackupSource source : backups.sources()) {
            List<BackupFinding> findings = List.of();
            @Nullable String problem = null;
            try {
                findings = source.runner().inspect(source.database(), source.part());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                problem = "The application was stopped.";
            } catch (SQLException failure) {
                log.warn("Data source \"{}\" cannot be inspected", source.name(), failure);
                problem = "The database did not answer. The log of the application has the failure.";
            }
            boolean isReady = problem == null
                    && findings.stream().noneMatch(each -> each.severity() == BackupFinding.Severity.REFUSAL);
            items.addObject()
                    .put("dataSource", source.name())
                    .put("ready", isReady)
                    .put("problem", problem)
                    .set("findings", BackupJson.write(findings));
        }
        return ApiResponse.json(body);
    }

    private ApiResponse resync(ApiRequest request) {
        JsonBody body = JsonBody.read(request, Set.of("dryRun", "confirmation"));
        try {
            if (body.flag("dryRun", false)) {
                return ApiResponse.json(BackupJson.write(backups.previewResync()));
            }
            Backups.Resync found = backups.resync(body.text("confirmation"));
            if (!found.isApplied()) {
                throw ApiException.conflict("The catalog was not changed, because many backups would become missing ("
                        + found.missing().size() + " missing, "
                        + found.damaged().size()
                        + " unreadable or damaged). List them with dryRun. To confirm, set confirmation to \""
                        + found.confirmation() + "\".");
            }
            events.publishEvent(new AdministrativeOperation(
                    "IMPORT",
                    "compared the catalog of backups with the storage: "
                            + found.added().size() + " added, "
                            + found.found().size() + " found again, "
                            + found.missing().size() + " missing",
                    null,
                    null,
                    Map.of("added", ids(found.added()), "found", ids(found.found()), "missing", ids(found.missing()))));
            return ApiResponse.json(BackupJson.write(found));
        } catch (IOException failure) {
            throw storageFailure(failure);
        }
    }

    private static String ids(List<String> ids) {
        return String.join(" ", ids.subList(0, Math.min(ids.size(), MAX_IDS))) + (ids.size() > MAX_IDS ? " ..." : "");
    }

    private ApiResponse acceptStorage(ApiRequest request) {
        JsonBody body = JsonBody.read(request, Set.of("confirmation", "name"));
        @Nullable String name = body.text("name");
        if (!"storage".equals(body.text("confirmation"))) {
            throw ApiException.badRequest(
                    "confirmation",
                    "The current storage will be assigned to the catalog. Backups in another storage will become missing."
                            + " To confirm, set confirmation to \"storage\".");
        }
        try {
            String id = name == null ? backups.acceptStorage() : backups.acceptStorage(name);
            events.publishEvent(new AdministrativeOperation(
                    "UPDATE", "accepted the storage of backups " + id, "backup-storage", id, Map.of()));
            return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("id", id));
        } catch (IllegalArgumentException unknown) {
            throw ApiException.badRequest("name", unknown.getMessage() + ".");
        } catch (IOException failure) {
            throw storageFailure(failure);
        }
    }

    private ApiResponse deleteOrphan(ApiRequest request) {
        JsonBody body = JsonBody.read(request, Set.of("name", "confirmation"));
        String name = body.required("name");
        if (!name.equals(body.text("confirmation"))) {
            throw ApiException.badRequest(
                    "confirmation",
                    "The file \"" + name + "\" will be deleted. To confirm, set confirmation to its name.");
        }
        conflicting(() -> {
            try {
                backups.deleteOrphan(name);
            } catch (IllegalArgumentException refused) {
                throw ApiException.badRequest("name", refused.getMessage() + ".");
            } catch (IOException failure) {
                throw storageFailure(failure);
            }
            return name;
        });
        events.publishEvent(new AdministrativeOperation(
                "DELETE", "deleted the orphaned file " + name, "backup-file", name, Map.of()));
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("name", name));
    }

    private static ApiException storageFailure(IOException failure) {
        log.warn("The storage of backups failed", failure);
        ApiException unavailable = ApiException.unavailable("The storage of backups failed: " + failure.getMessage());
        return isUnrecognized(failure) ? unavailable.withCode(UNRECOGNIZED_STORAGE) : unavailable;
    }

    private static boolean isUnrecognized(@Nullable IOException failure) {
        return failure instanceof StorageUnavailableException unavailable && unavailable.isUnrecognized();
    }

    private ApiResponse get(ApiRequest request) {
        Backup backup = backup(request);
        ObjectNode json = BackupJson.withCopies(
                BackupJson.write(backup, clock.instant()),
                backups.copies(List.of(backup)).get(backup.id()));
        if (backup.status().isStored()) {
            json.put("proof", proof(backup).name());
            backups.refusal(backup)
                    .ifPresent(refused -> json.put("refusal", refused.reason().code()));
        }
        return ApiResponse.json(json);
    }

    private BackupProof proof(Backup backup) {
        try {
            return backups.authenticate(backup);
        } catch (UnauthenticatedBackupException refused) {
            return BackupProof.NONE;
        }
    }

    private Backup backup(ApiRequest request) {
        String id = request.pathVariable("id");
        return backups.catalogue()
                .find(id)
                .orElseThrow(() -> ApiException.notFound("There is no backup \"" + id + "\"."));
    }

    private ApiResponse delete(ApiRequest request) {
        Backup backup = backup(request);
        conflicting(() -> {
            try {
                backups.delete(backup.id(), "Requested" + by());
            } catch (IOException failure) {
                throw storageFailure(failure);
            }
            return backup;
        });
        return ApiResponse.json(BackupJson.write(backup(request), clock.instant()));
    }

    private String by() {
        @Nullable String username = access.username();
        return username == null ? "" : " by " + username;
    }

    private ApiResponse verify(ApiRequest request) {
        Backup backup = backup(request);
        JsonBody body = JsonBody.read(request, Set.of(Refusals.CONFIRMATION));
        refusals.orRun(
                "BACKUP",
                backup,
                body.text(Refusals.CONFIRMATION),
                accepted -> conflicting(() -> {
                    backups.startVerification(backup.id(), accepted);
                    return backup;
                }));
        publish("BACKUP", "began to verify a backup of " + backup.dataSource(), backup.id(), backup.dataSource());
        return ApiResponse.json(HttpStatus.ACCEPTED, BackupJson.write(backup(request), clock.instant()));
    }

    private ApiResponse restore(ApiRequest request) {
        Backup backup = backup(request);
        JsonBody body = JsonBody.read(request, Set.of("dataSource", "scope", "confirmation", Refusals.CONFIRMATION));
        BackupSource target =
                source(backups, body.text("dataSource") == null ? backup.dataSource() : body.text("dataSource"));
        RestoreScope scope = QueryParameters.constant("scope", RestoreScope.class, body.required("scope"));
        if (scope == RestoreScope.REPLACE && !target.name().equals(body.text("confirmation"))) {
            throw ApiException.badRequest(
                    "confirmation",
                    "All data in \"" + target.name() + "\" will be replaced by the data of " + backup.requestedAt()
                            + ". To confirm, set confirmation to the name of the data source.");
        }
        refusals.orRun(
                "RESTORE",
                backup,
                body.text(Refusals.CONFIRMATION),
                accepted -> conflicting(() -> {
                    RestoreRequest asked =
                            new RestoreRequest(backup.id(), target.database(), scope, access.username(), accepted);
                    restorations.begin(
                            backup.id(), access.operator(), target.name(), () -> backups.startRestoration(asked));
                    return backup;
                }));
        publish(
                "RESTORE",
                "began to restore the backup of " + backup.dataSource() + " from " + backup.requestedAt() + " into "
                        + target.name(),
                backup.id(),
                target.name());
        return ApiResponse.json(HttpStatus.ACCEPTED, BackupJson.write(backup(request), clock.instant()));
    }

    private ApiResponse cancel(ApiRequest request) {
        Backup backup = backup(request);
        if (!backups.cancel(backup.id())) {
            throw ApiException.conflict("No operation is running on the backup \"" + backup.id() + "\".");
        }
        publish(
                "CANCEL",
                "cancelled the operation on a backup of " + backup.dataSource(),
                backup.id(),
                backup.dataSource());
        return ApiResponse.json(HttpStatus.ACCEPTED, BackupJson.write(backup(request), clock.instant()));
    }

    private void publish(String action, String description, String id, String dataSource) {
        events.publishEvent(
                new AdministrativeOperation(action, description, "backup", id, Map.of("dataSource", dataSource)));
    }

    static <T> T conflicting(Supplier<T> call) {
        try {
            return call.get();
        } catch (BackupConflictException conflict) {
            throw ApiException.conflict(String.valueOf(conflict.getMessage()));
        } catch (NoSuchElementException nothing) {
            throw ApiException.conflict(String.valueOf(nothing.getMessage()));
        }
    }
}
