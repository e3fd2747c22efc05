package io.opsmon.boot.operationlog.http;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationAction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds the members of entries for requests without annotation, for servlet and reactive hosts.
 *
 * @since 0.1
 */
public final class RequestEntries {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String FORM = "application/x-www-form-urlencoded";

    private RequestEntries() {}

    /**
     * Returns the action of a method.
     *
     * @param method the HTTP method, in upper case
     * @return the action
     */
    public static String action(String method) {
        return switch (method) {
            case "POST" -> OperationAction.CREATE;
            case "PUT", "PATCH" -> OperationAction.UPDATE;
            case "DELETE" -> OperationAction.DELETE;
            case "GET", "HEAD" -> OperationAction.QUERY;
            default -> OperationAction.OTHER;
        };
    }

    /**
     * Returns the pattern of the route, or the path if the pattern is not specific.
     *
     * @param pattern the pattern; null if no route has matched
     * @param path the path
     * @return the route of the entry
     */
    public static String route(@Nullable String pattern, String path) {
        return pattern != null && RoutePattern.parse(pattern).isSpecific() ? pattern : path;
    }

    /**
     * Returns whether a body is JSON.
     *
     * @param contentType the type of the body; null if unknown
     * @return whether the type names JSON
     */
    public static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    /**
     * Returns whether a body is a form.
     *
     * @param contentType the type of the body; null if unknown
     * @return whether the type is that of a URL-encoded form
     */
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    /**
     * Returns a complete JSON body as data, so that masking finds names. Incomplete or malformed JSON is masked as
     * text.
     *
     * @param text the body or its beginning
     * @param whole whether the text is complete
     * @param masking hides secrets in a text
     * @return the data or the text
     */
    public static @Nullable Object body(String text, boolean whole, Masking masking) {
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
