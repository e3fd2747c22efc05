package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogPage;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.recording.RecorderStatistics;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * <pre>
 *  GET /operation-logs            a page: {items, nextCursor, total: {value, relation: "eq" | "gte"}}
 *  GET /operation-logs/{id}       one entry, with arguments, result and stack trace
 *  GET /operation-logs/recorder   what the recorder has stored, spilled and dropped
 * </pre>
 */
final class OperationLogRoutes {

    private final ApiRoutes api;
    private final OperationLogRepository repository;
    private final OperationLogRecorder recorder;
    private final EntryJson json;

    OperationLogRoutes(
            ApiRoutes api, OperationLogRepository repository, OperationLogRecorder recorder, EntryJson json) {
        this.api = api;
        this.repository = repository;
        this.recorder = recorder;
        this.json = json;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET(
                        "/operation-logs", api.requiring(OpsmonPermissions.OPERATION_LOG_READ, this::find))
                .GET("/operation-logs/recorder", api.requiring(OpsmonPermissions.OPERATION_LOG_READ, this::statistics))
                .GET("/operation-logs/{id}", api.requiring(OpsmonPermissions.OPERATION_LOG_READ, this::findById)));
    }

    private ServerResponse find(ServerRequest request) {
        OperationLogPage page = repository.find(QueryParameters.parse(request.params()));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.items().forEach(entry -> items.add(json.summary(entry, ApiRoutes.language(request))));
        body.put("nextCursor", page.next() == null ? null : Cursors.encode(page.next()));
        body.putObject("total")
                .put("value", page.total().value())
                .put("relation", page.total().exact() ? "eq" : "gte");
        return api.json(body);
    }

    private ServerResponse findById(ServerRequest request) {
        String text = request.pathVariable("id");
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest("id", "id must be a UUID.");
        }
        OperationLogEntry entry = repository
                .findById(id)
                .orElseThrow(() -> ApiException.notFound("There is no operation log " + id + "."));
        return api.json(json.whole(entry, ApiRoutes.language(request)));
    }

    private ServerResponse statistics(ServerRequest request) {
        RecorderStatistics s = recorder.statistics();
        return api.json(JsonNodeFactory.instance
                .objectNode()
                .put("state", s.state().name())
                .put("recorded", s.recorded())
                .put("stored", s.stored())
                .put("journaled", s.journaled())
                .put("spilled", s.spilled())
                .put("replayed", s.replayed())
                .put("dropped", s.dropped())
                .put("deadLettered", s.deadLettered())
                .put("storeFailures", s.storeFailures())
                .put("journalFailures", s.journalFailures())
                .put("queueDepth", s.queueDepth())
                .put("journalBytes", s.journalBytes()));
    }
}
