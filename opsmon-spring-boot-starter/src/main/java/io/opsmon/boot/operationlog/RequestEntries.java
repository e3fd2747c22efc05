package io.opsmon.boot.operationlog;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationAction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Builds the members of entries for requests without annotation, for servlet and reactive hosts. */
final class RequestEntries {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String FORM = "application/x-www-form-urlencoded";

    private RequestEntries() {}

    static String action(String method) {
        return switch (method) {
            case "POST" -> OperationAction.CREATE;
            case "PUT", "PATCH" -> OperationAction.UPDATE;
            case "DELETE" -> OperationAction.DELETE;
            case "GET", "HEAD" -> OperationAction.QUERY;
            default -> OperationAction.OTHER;
        };
    }

    /** Returns the pattern of the route, or the path if the pattern is not specific. */
    static String route(@Nullable String pattern, String path) {
        return pattern != null && RoutePattern.parse(pattern).isSpecific() ? pattern : path;
    }

    static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    /**
     * Returns a complete JSON body as data, so that masking finds names. Incomplete or malformed JSON is masked as
     * text.
     */
    static @Nullable Object body(String text, boolean whole, Masking masking) {
        if (whole) {
            try {
                return MAPPER.readTree(text);
            } catch (JacksonException malformed) {
                // Malformed JSON is masked as text.
            }
        }
        return masking.maskText(text) + (whole ? "" : "…");
    }
}
