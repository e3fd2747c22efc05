package io.opsmon.boot.log;

import io.opsmon.boot.web.AbortedAnswers;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.ClientStream;
import io.opsmon.log.LogQuery;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.export.ExportFormat;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.recording.RecordedEntry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.ClassUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

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
 * @param <Q> its query
 */
final class ExportRoutes<E extends RecordedEntry, Q extends LogQuery<Q>> {

    private static final Logger log = LoggerFactory.getLogger(ExportRoutes.class);
    private static final boolean XLSX_PRESENT =
            ClassUtils.isPresent("org.dhatim.fastexcel.Workbook", ExportRoutes.class.getClassLoader());
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ApiRoutes api;
    private final LogResource<E, Q> resource;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final AccessAudit audit;

    ExportRoutes(
            ApiRoutes api,
            LogResource<E, Q> resource,
            ApplicationEventPublisher events,
            Clock clock,
            AccessAudit audit) {
        this.audit = audit;
        this.api = api;
        this.resource = resource;
        this.events = events;
        this.clock = clock;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET(
                resource.path() + "/export",
                api.requiring(resource.permissions().export(), this::export)));
    }

    private ServerResponse export(ServerRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        ExportFormat format = format(single(filters, "format"));
        boolean mark = flag("bom", single(filters, "bom"));
        Q query = resource.queries().read(filters);
        // At this point, an error still gets a regular answer.
        resource.repository().find(query.withPage(query.cursor(), 1));
        events.publishEvent(AdministrativeOperation.of(
                "EXPORT",
                "exported " + resource.plural() + " as " + format.extension()
                        + (filters.isEmpty() ? "" : " where " + shown(filters))));
        String name = resource.plural().replace(' ', '-') + "-" + FILE_TIME.format(clock.instant()) + "."
                + format.extension();
        return ServerResponse.ok()
                .header("Content-Type", format.contentType())
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .build((servletRequest, response) -> {
                    long[] count = new long[1];
                    boolean complete = false;
                    ClientStream out = new ClientStream(response);
                    try {
                        write(query, format, mark, out, count);
                        complete = true;
                    } catch (IOException | RuntimeException failure) {
                        ended(servletRequest, out, failure);
                    } finally {
                        audit.exported(resource, filters, count[0], complete);
                    }
                    return null;
                });
    }

    private static void ended(HttpServletRequest request, ClientStream out, Exception failure) {
        if (out.isGone()) {
            log.debug("The client disconnected during an export", failure);
        } else {
            log.warn("An export failed halfway; the connection is aborted", failure);
            AbortedAnswers.abort(request, failure);
        }
    }

    private void write(Q query, ExportFormat format, boolean mark, ClientStream out, long[] count) throws IOException {
        // Not closed on failure, because closing would write the end of the file.
        ExportWriter<E> writer = format.writer(out, resource.table(), mark);
        resource.repository().stream(query, entry -> {
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
                if (format == ExportFormat.XLSX && !XLSX_PRESENT) {
                    throw ApiException.badRequest(
                            "format", "This application has no library for xlsx (org.dhatim:fastexcel). Export csv.");
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
