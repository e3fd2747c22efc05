package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.log.LogFilter;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.export.ExportFormat;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
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

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

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
                        .withParameters(parameters));
    }

    private ApiResponse export(ApiRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        ExportFormat format = format(single(filters, "format"));
        boolean mark = flag("bom", single(filters, "bom"));
        LogSearch<F> search = resource.queries().read(filters);
        // At this point, an error still gets a regular answer.
        resource.repository().find(search.filter(), search.page().limited(1));
        events.publishEvent(AdministrativeOperation.of(
                "EXPORT",
                "exported " + resource.plural() + " as " + format.extension()
                        + (filters.isEmpty() ? "" : " where " + shown(filters))));
        String name = resource.plural().replace(' ', '-') + "-" + FILE_TIME.format(clock.instant()) + "."
                + format.extension();
        return ApiResponse.of(200)
                .with(HttpHeaders.CONTENT_TYPE, format.contentType())
                .with(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .withBody(out -> {
                    long[] count = new long[1];
                    boolean complete = false;
                    try {
                        write(search, format, mark, out, count);
                        complete = true;
                    } finally {
                        audit.exported(resource, filters, count[0], complete);
                    }
                });
    }

    private void write(LogSearch<F> search, ExportFormat format, boolean mark, OutputStream out, long[] count)
            throws IOException {
        // Not closed on failure, because closing would write the end of the file.
        ExportWriter<E> writer = format.writer(out, resource.definition(), mark);
        resource.repository().stream(search.filter(), search.page(), entry -> {
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

    private static String single(MultiValueMap<String, String> parameters, String name) {
        if (parameters.containsKey(name) && parameters.get(name).size() != 1) {
            throw ApiException.badRequest(name, name + " must be given once.");
        }
        String value = parameters.getFirst(name);
        parameters.remove(name);
        return value == null ? "" : value;
    }

    private static ExportFormat format(String value) {
        for (ExportFormat format : ExportFormat.values()) {
            if (format.extension().equals(value)) {
                if (!format.isAvailable()) {
                    throw ApiException.badRequest(
                            "format",
                            OptionalLibrary.missing("Exports as XLSX", OptionalLibrary.FASTEXCEL) + ". Export csv.");
                }
                return format;
            }
        }
        throw ApiException.badRequest("format", "format must be csv, xlsx or ndjson.");
    }

    private static boolean flag(String name, String value) {
        return switch (value) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw ApiException.badRequest(name, name + " must be true or false.");
        };
    }

    private static String shown(MultiValueMap<String, String> filters) {
        String text = filters.toSingleValueMap().toString();
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
