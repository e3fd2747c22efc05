package io.opsmon.boot.log;

import io.opsmon.boot.log.recorder.RecorderJson;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.FieldValues;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPage;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves pages and entries of a log, and the state of its recorder.
 *
 * <pre>
 *  GET /operation-logs            a page: {items, nextCursor, total: {value, relation: "eq" | "gte"}}
 *  GET /operation-logs/count      the total alone, for pages that were read with count=false
 *  GET /operation-logs/{id}       one entry with everything it has
 *  GET /operation-logs/values     counts of the values of a field, to suggest values of its filter
 *  GET /operation-logs/recorder   numbers of entries that the recorder has stored, buffered on disk and dropped
 * </pre>
 *
 * @param <E> the kind of entry
 * @param <F> its filter
 */
final class LogRoutes<E extends RecordedEntry, F extends LogFilter<F>> implements RouteGroup {

    private static final String COUNT = "count";

    private final OpsmonAccess access;
    private final LogResource<E, F> resource;
    private final LogRecorder recorder;
    private final AccessAudit audit;

    LogRoutes(OpsmonAccess access, LogResource<E, F> resource, LogRecorder recorder, AccessAudit audit) {
        this.audit = audit;
        this.access = access;
        this.resource = resource;
        this.recorder = recorder;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = resource.path();
        String read = resource.permissions().read();
        return List.of(
                ApiRoute.get(path, read, this::find).withParameters(with(COUNT)).scoped(),
                ApiRoute.get(path + "/count", read, this::count)
                        .withParameters(resource.filters())
                        .scoped(),
                ApiRoute.get(
                        path + "/recorder",
                        read,
                        request -> ApiResponse.json(RecorderJson.write(recorder.statistics()))),
                ApiRoute.get(path + "/values", read, this::countValues)
                        .withParameters(with("field", "part"))
                        .scoped(),
                ApiRoute.get(path + "/{id}", read, this::findById).scoped());
    }

    private List<String> with(String... more) {
        return Stream.concat(Stream.of(more), resource.filters().stream()).toList();
    }

    /** Counts without the field's own filter, so that the values beside the chosen values are counted, too. */
    private ApiResponse countValues(ApiRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        String field = QueryParameters.takeSingle("field", filters).orElse("");
        String part = QueryParameters.takeSingle("part", filters).orElse("");
        Set<String> fields = resource.definition().fields().keySet();
        if (!fields.contains(field)) {
            throw ApiException.badRequest("field", "field must be one of " + String.join(", ", fields) + ".");
        }
        resource.queries().read(filters);
        filters.remove(field);
        FieldValues counts =
                resource.visible().values(resource.queries().read(filters).filter(), field, part);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        CountJson.write(body.putArray("values"), counts.values());
        CountJson.write(body.putObject("counted"), counts.counted());
        return ApiResponse.json(body);
    }

    private ApiResponse find(ApiRequest request) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>(request.params());
        boolean isCounted = QueryParameters.takeSingle(COUNT, parameters)
                .map(value -> QueryParameters.bool(COUNT, value))
                .orElse(true);
        LogSearch<F> search = resource.queries().read(parameters);
        LogPage<E> page = resource.visible()
                .find(search.filter(), isCounted ? search.page() : search.page().uncounted());
        audit.listed(resource, parameters, access.operator());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.items().forEach(entry -> items.add(resource.json().summary(entry, request.language())));
        body.put("nextCursor", page.next() == null ? null : Cursors.encode(page.next()));
        CountJson.write(body.putObject("total"), page.total());
        return ApiResponse.json(body);
    }

    private ApiResponse count(ApiRequest request) {
        F filter = resource.queries().read(request.params()).filter();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        CountJson.write(body, resource.visible().count(filter));
        return ApiResponse.json(body);
    }

    private ApiResponse findById(ApiRequest request) {
        UUID id;
        try {
            id = UUID.fromString(request.pathVariable("id"));
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest("id", "id must be a UUID.");
        }
        E entry = resource.visible()
                .findById(id)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no " + resource.definition().name().replace('-', ' ') + " " + id + "."));
        audit.opened(resource, id.toString(), access.operator());
        return ApiResponse.json(resource.json().whole(entry, request.language()));
    }
}
