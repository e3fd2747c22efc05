package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.log.internal.export.ExportFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request for a file: the format, and the filters of the exported elements.
 *
 * @param format the format
 * @param hasMark whether a CSV file begins with a byte order mark
 * @param filters the other parameters
 * @since 0.1
 */
public record ExportRequest(ExportFormat format, boolean hasMark, MultiValueMap<String, String> filters) {

    /** The names of the parameters besides the filters. */
    public static final List<String> PARAMETERS = List.of("format", "bom");

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Reads the parameters of a request.
     *
     * @param request the request
     * @return the export
     * @throws ApiException if the format is unknown or not available
     */
    public static ExportRequest of(ApiRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        ExportFormat format = format(single(filters, "format"));
        boolean hasMark = flag("bom", single(filters, "bom"));
        return new ExportRequest(format, hasMark, filters);
    }

    /**
     * Returns the answer with the file.
     *
     * @param plural the exported elements, for example {@code operation logs}
     * @param now the time in the name of the file
     * @param content writes the file
     * @return the answer
     */
    public ApiResponse file(String plural, Instant now, ApiContent.Writer content) {
        String name = plural.replace(' ', '-') + "-" + FILE_TIME.format(now) + "." + format.extension();
        return ApiResponse.of(200)
                .with(HttpHeaders.CONTENT_TYPE, format.contentType())
                .with(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .withBody(content);
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
}
