package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogRepository;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.MultiValueMap;

/**
 * Serves exports of a log.
 *
 * <pre>
 *  GET /operation-logs/export?format=csv|xlsx|ndjson&amp;bom=true|false   every entry that matches the filters, as a file
 * </pre>
 *
 * Entries are streamed while they are read. If the client disconnects, reading ends with the next write. If an export
 * fails halfway, the connection is aborted, so that no client takes the file for complete.
 *
 * @param <E> the kind of entry
 * @param <F> its filter
 */
final class ExportRoutes<E extends RecordedEntry, F extends LogFilter<F>> implements RouteGroup {

    private final LogResource<E, F> resource;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final AccessAudit audit;

    ExportRoutes(LogResource<E, F> resource, ApplicationEventPublisher events, Clock clock, AccessAudit audit) {
        this.audit = audit;
        this.resource = resource;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        List<String> parameters = new ArrayList<>(List.of("format", "bom"));
        parameters.addAll(resource.filters());
        return List.of(
                ApiRoute.get(resource.path() + "/export", resource.permissions().export(), this::export)
                        .withParameters(parameters)
                        .scoped());
    }

    private ApiResponse export(ApiRequest request) {
        ExportRequest export = ExportRequest.of(request);
        MultiValueMap<String, String> filters = export.filters();
        LogSearch<F> search = resource.queries().read(filters);
        // At this point, an error still gets a regular answer.
        LogRepository<E, F> visible = resource.visible();
        visible.find(search.filter(), search.page().limited(1));
        events.publishEvent(AdministrativeOperation.of(
                "EXPORT",
                "exported " + resource.plural() + " as " + export.format().extension()
                        + (filters.isEmpty() ? "" : " where " + shown(filters))));
        return export.file(resource.plural(), clock.instant(), out -> {
            long[] count = new long[1];
            boolean complete = false;
            try {
                write(visible, search, export, out, count);
                complete = true;
            } finally {
                audit.exported(resource, filters, count[0], complete);
            }
        });
    }

    private void write(
            LogRepository<E, F> visible, LogSearch<F> search, ExportRequest export, OutputStream out, long[] count)
            throws IOException {
        // Not closed on failure, because closing would write the end of the file.
        ExportWriter<E> writer = export.format().writer(out, resource.definition(), export.hasMark());
        visible.stream(search.filter(), search.page(), entry -> {
            try {
                writer.write(entry);
                count[0]++;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        writer.close();
        out.flush();
    }

    private static String shown(MultiValueMap<String, String> filters) {
        String text = filters.toSingleValueMap().toString();
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
