package io.opsmon.boot.datachange;

import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.datachange.internal.undo.Undo;
import io.opsmon.datachange.internal.undo.UndoPlan;
import io.opsmon.datachange.internal.undo.UndoPlan.Obstacle;
import io.opsmon.datachange.internal.undo.UndoRefusedException;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.context.OperationLogContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Undoes the row changes of an operation.
 *
 * <pre>
 *  GET    /operation-logs/{id}/data-changes/undo                   the statements, or the obstacles: {statements, obstacles, keptColumns, confirmation}
 *  POST   /operation-logs/{id}/data-changes/undo {confirmation}    runs the statements: {operationId, statements}; confirmed by their number; 409 if rows cannot be restored
 * </pre>
 *
 * Each undo is an entry of the operation log, also a refused undo. The changes of an undo belong to its entry.
 */
final class DataChangeUndoRoutes implements RouteGroup {

    private static final int NAMED_OBSTACLES = 5;

    private final Undo undo;
    private final OperationRecording recording;
    private final OperationLogRecorder recorder;
    private final Clock clock;

    DataChangeUndoRoutes(Undo undo, OperationRecording recording, OperationLogRecorder recorder, Clock clock) {
        this.undo = undo;
        this.recording = recording;
        this.recorder = recorder;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = "/operation-logs/{id}/data-changes/undo";
        return List.of(
                ApiRoute.get(path, OpsmonPermissions.DATA_CHANGE_READ, this::preview),
                ApiRoute.post(path, OpsmonPermissions.DATA_CHANGE_UNDO, this::run));
    }

    private ApiResponse preview(ApiRequest request) {
        UndoPlan plan = undo.preview(DataChangeRoutes.id("id", request.pathVariable("id")));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode statements = body.putArray("statements");
        for (UndoPlan.Step step : plan.steps()) {
            ObjectNode item = statements
                    .addObject()
                    .put("table", step.table())
                    .put("action", step.action().name());
            JsonMembers.put(item, "key", step.key());
            item.put("statement", step.statement());
        }
        ArrayNode obstacles = body.putArray("obstacles");
        plan.obstacles().forEach(obstacle -> obstacles.add(json(obstacle)));
        ArrayNode kept = body.putArray("keptColumns");
        plan.kept().forEach(kept::add);
        body.put("confirmation", plan.obstacles().isEmpty() ? confirmation(plan) : null);
        return ApiResponse.json(body);
    }

    private static ObjectNode json(Obstacle obstacle) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        JsonMembers.put(json, "table", obstacle.table());
        JsonMembers.put(json, "key", obstacle.key());
        JsonMembers.put(json, "column", obstacle.column());
        json.put("reason", obstacle.reason().name());
        JsonMembers.put(json, "detail", obstacle.detail());
        return json.put("message", obstacle.message());
    }

    private static String confirmation(UndoPlan plan) {
        return String.valueOf(plan.steps().size());
    }

    private ApiResponse run(ApiRequest request) {
        UUID operation = DataChangeRoutes.id("id", request.pathVariable("id"));
        @Nullable
        String confirmed = JsonBody.read(request, Set.of("confirmation")).text("confirmation");
        UndoPlan plan = undo.preview(operation);
        if (plan.obstacles().isEmpty() && !confirmation(plan).equals(confirmed)) {
            throw ApiException.badRequest(
                    "confirmation",
                    confirmation(plan) + " statements will change rows. To confirm, set confirmation to the number of"
                            + " statements.");
        }
        try (OperationLogContext.Scope scope = OperationLogContext.open(UnaryOperator.identity())) {
            @Nullable UUID own = scope.operationId(recorder::nextId);
            int statements = run(operation, own);
            return ApiResponse.json(JsonNodeFactory.instance
                    .objectNode()
                    .put("operationId", String.valueOf(own))
                    .put("statements", statements));
        }
    }

    private int run(UUID operation, @Nullable UUID own) {
        Instant start = clock.instant();
        OperationRecording.Operation entry = recording
                .operation("opsmon", OperationAction.UNDO, "undid the row changes of operation " + operation)
                .id(own)
                .occurredAt(start)
                .resource(new Resource("operation", operation.toString()));
        try {
            UndoPlan plan = undo.run(operation);
            int statements = plan.steps().size();
            entry.extra(Map.of("undoneOperation", operation.toString(), "statements", String.valueOf(statements)));
            return statements;
        } catch (UndoRefusedException refused) {
            // The entry does not contain keys, which may name persons.
            String reasons = refused.obstacles().stream()
                    .map(obstacle -> obstacle.reason().name())
                    .distinct()
                    .collect(Collectors.joining(", "));
            entry.outcome(Outcome.FAILURE).failure(new Failure("UNDO", "refused: " + reasons, null));
            throw ApiException.conflict(detail(refused.obstacles())).withCode("undo-refused");
        } catch (RuntimeException failure) {
            entry.outcome(Outcome.FAILURE)
                    .failure(new Failure(failure.getClass().getName(), "the database failed", null));
            throw failure;
        } finally {
            entry.duration(Duration.between(start, clock.instant())).record();
        }
    }

    private static String detail(List<Obstacle> obstacles) {
        String named = obstacles.stream()
                .limit(NAMED_OBSTACLES)
                .map(DataChangeUndoRoutes::named)
                .collect(Collectors.joining(" "));
        int further = obstacles.size() - NAMED_OBSTACLES;
        return "The undo was refused, and no row was changed. " + named
                + (further > 0 ? " " + further + " further obstacles are not listed." : "");
    }

    private static String named(Obstacle obstacle) {
        StringBuilder name = new StringBuilder();
        if (obstacle.table() != null) {
            name.append(obstacle.table());
        }
        if (obstacle.key() != null) {
            name.append(", key ").append(obstacle.key());
        }
        if (obstacle.column() != null) {
            name.append(", column ").append(obstacle.column());
        }
        return name.isEmpty() ? obstacle.message() : name + ": " + obstacle.message();
    }
}
