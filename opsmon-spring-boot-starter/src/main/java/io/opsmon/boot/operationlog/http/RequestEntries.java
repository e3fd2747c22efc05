package io.opsmon.boot.operationlog.http;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.internal.payload.ExactJson;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds the members of entries for requests without annotation, for servlet and reactive hosts.
 *
 * @since 0.1
 */
public final class RequestEntries {

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
     * Returns the description of an entry.
     *
     * @param handler the names of the handler; null if unknown
     * @param method the HTTP method
     * @param route the route
     * @return the summary of the handler; without a summary, method and route
     */
    public static String description(HandlerNames.@Nullable Names handler, String method, String route) {
        return handler == null || handler.summary() == null ? method + " " + route : handler.summary();
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
     * Returns whether an answer is one JSON document. Streams of documents and encoded answers are not.
     *
     * @param contentType the type of the answer; null if unknown
     * @param encoding the content encoding; null if there is none
     * @return whether the answer may be read as JSON
     */
    public static boolean isJsonDocument(@Nullable String contentType, @Nullable String encoding) {
        if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        String type = contentType == null ? "json" : contentType.toLowerCase(Locale.ROOT);
        return type.contains("json") && !type.contains("stream") && !type.contains("ndjson") && !type.contains("seq");
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
     * Returns a complete JSON body as data, so that masking finds names and numbers keep their digits. Incomplete or
     * malformed JSON is masked as text.
     *
     * @param text the body or its beginning
     * @param whole whether the text is complete
     * @param masking hides secrets in a text
     * @return the data or the text
     */
    public static @Nullable Object body(String text, boolean whole, Masking masking) {
        if (whole) {
            ExactJson.@Nullable Document document = ExactJson.read(text);
            if (document != null) {
                return document.value();
            }
        }
        return masking.maskText(text) + (whole ? "" : "…");
    }

    /**
     * Returns a failure without the secrets of the path, because messages of Spring quote the path.
     *
     * @param failure the failure; null if there is none
     * @param path removes the secrets of the path from a text
     * @return the failure; null if there is none
     */
    public static @Nullable Failure masked(@Nullable Failure failure, UnaryOperator<String> path) {
        return failure == null
                ? null
                : new Failure(
                        failure.type(),
                        failure.message() == null ? null : path.apply(failure.message()),
                        failure.stackTrace() == null ? null : path.apply(failure.stackTrace()));
    }
}
