package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogQuery;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecordedEntry;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves pages and entries of a log, and the state of its recorder.
 *
 * <pre>
 *  GET /operation-logs            a page: {items, nextCursor, total: {value, relation: "eq" | "gte"}}
 *  GET /operation-logs/{id}       one entry with everything it has
 *  GET /operation-logs/recorder   numbers of entries that the recorder has stored, buffered on disk and dropped
 * </pre>
 *
 * @param <E> the kind of entry
 * @param <Q> its query
 */
final class LogRoutes<E extends RecordedEntry, Q extends LogQuery<Q>> {

    private final ApiRoutes api;
    private final LogResource<E, Q> resource;
    private final LogRecorder recorder;
    private final AccessAudit audit;

    LogRoutes(ApiRoutes api, LogResource<E, Q> resource, LogRecorder recorder, AccessAudit audit) {
        this.audit = audit;
        this.api = api;
        this.resource = resource;
        this.recorder = recorder;
    }

    RouterFunction<ServerResponse> routes() {
        String path = resource.path();
        String read = resource.permissions().read();
        return api.routes(builder -> builder.GET(path, api.requiring(read, this::find))
                .GET(
                        path + "/recorder",
                        api.requiring(read, request -> api.json(RecorderJson.write(recorder.statistics()))))
                .GET(path + "/{id}", api.requiring(read, this::findById)));
    }

    private ServerResponse find(ServerRequest request) {
        LogPage<E> page = resource.repository().find(resource.queries().read(request.params()));
        audit.listed(resource, request.params(), api.operator());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.items().forEach(entry -> items.add(resource.json().summary(entry, ApiRoutes.language(request))));
        body.put("nextCursor", page.next() == null ? null : Cursors.encode(page.next()));
        body.putObject("total")
                .put("value", page.total().value())
                .put("relation", page.total().exact() ? "eq" : "gte");
        return api.json(body);
    }

    private ServerResponse findById(ServerRequest request) {
        UUID id;
        try {
            id = UUID.fromString(request.pathVariable("id"));
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest("id", "id must be a UUID.");
        }
        E entry = resource.repository()
                .findById(id)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no " + resource.table().kind().name().replace('-', ' ') + " " + id + "."));
        audit.opened(resource, id.toString(), api.operator());
        return api.json(resource.json().whole(entry, ApiRoutes.language(request)));
    }
}
