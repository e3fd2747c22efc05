package io.opsmon.boot.operationlog;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationAction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How a request without annotation shows, in servlet and reactive hosts alike. */
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

    /** The pattern of the route; the path where the pattern says nothing. */
    static String route(@Nullable String pattern, String path) {
        return pattern != null && RoutePattern.parse(pattern).isSpecific() ? pattern : path;
    }

    static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    /** As data, so that names tell what to mask; cut or malformed JSON as text, masked as far as text can be. */
    static @Nullable Object body(String text, boolean whole, Masking masking) {
        if (whole) {
            try {
                return MAPPER.readTree(text);
            } catch (JacksonException malformed) {
                // Said as text.
            }
        }
        return masking.maskText(text) + (whole ? "" : "…");
    }
}
