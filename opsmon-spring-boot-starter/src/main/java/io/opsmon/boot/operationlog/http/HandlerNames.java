package io.opsmon.boot.operationlog.http;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.web.method.HandlerMethod;

/**
 * Names requests without annotation by their handler: by the annotations of OpenAPI, also on interfaces, otherwise by
 * class and method. The annotations are read by their names, so OpenAPI need not be present. Thread-safe.
 *
 * @since 0.1
 */
public final class HandlerNames {

    private static final String OPENAPI = "io.swagger.v3.oas.annotations.";
    private static final String SWAGGER = "io.swagger.annotations.";

    private final Map<MethodClassKey, Names> known = new ConcurrentHashMap<>();

    /** Creates an empty cache. */
    public HandlerNames() {}

    /**
     * The names of a handler.
     *
     * @param module the tag, or the simple name of the class
     * @param summary the summary; null without OpenAPI
     * @param method the class and method
     */
    public record Names(String module, @Nullable String summary, String method) {}

    /**
     * Returns the names of a handler.
     *
     * @param handler the handler of the request, of any kind
     * @return the names; null if the handler is no method of a controller
     */
    public @Nullable Names of(@Nullable Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return null;
        }
        MethodClassKey key = new MethodClassKey(method.getMethod(), method.getBeanType());
        @Nullable Names names = known.get(key);
        return names != null
                ? names
                : known.computeIfAbsent(key, unknown -> read(method.getMethod(), method.getBeanType()));
    }

    private static Names read(Method method, Class<?> type) {
        MergedAnnotations onMethod = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
        MergedAnnotations onClass = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
        return new Names(
                firstText(
                        text(onMethod.get(OPENAPI + "Operation"), "tags"),
                        text(onMethod.get(OPENAPI + "tags.Tag"), "name"),
                        text(onMethod.get(SWAGGER + "ApiOperation"), "tags"),
                        text(onClass.get(OPENAPI + "tags.Tag"), "name"),
                        text(onClass.get(SWAGGER + "Api"), "tags"),
                        type.getSimpleName()),
                firstTextOrNull(
                        text(onMethod.get(OPENAPI + "Operation"), "summary"),
                        text(onMethod.get(SWAGGER + "ApiOperation"), "value")),
                type.getName() + "#" + method.getName());
    }

    private static @Nullable String text(MergedAnnotation<?> annotation, String attribute) {
        @Nullable Object value = annotation.getValue(attribute).orElse(null);
        return value instanceof String[] several
                ? firstTextOrNull(several)
                : value instanceof String text ? text : null;
    }

    private static String firstText(@Nullable String... texts) {
        @Nullable String first = firstTextOrNull(texts);
        return first == null ? "http" : first;
    }

    private static @Nullable String firstTextOrNull(@Nullable String... texts) {
        for (@Nullable String text : texts) {
            if (text != null && !text.isBlank()) {
                return text.strip();
            }
        }
        return null;
    }
}
