package io.opsmon.boot.web;

import io.opsmon.internal.redis.RedisUnavailableException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds the routes of a capability to the API: below its base path, protected by a permission, with JSON responses and
 * problem details. Thread-safe.
 *
 * @since 0.1
 */
public final class ApiRoutes {

    private static final Logger log = LoggerFactory.getLogger(ApiRoutes.class);

    private static final Map<String, String> HEADERS = headers();

    private final String apiPath;
    private final String everyApiPath;
    private final OpsmonAccess access;
    private final RequestGate gate;
    private final Endpoints endpoints = new Endpoints();
    private final JsonMapper mapper = JsonMapper.shared();

    ApiRoutes(String basePath, OpsmonAccess access, RequestGate gate) {
        this.everyApiPath = basePath + "/api";
        this.apiPath = everyApiPath + "/v1";
        this.access = access;
        this.gate = gate;
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(GuardedAnswer.EVERY);
        headers.put("Cache-Control", "no-store");
        return Map.copyOf(headers);
    }

    /**
     * Creates routes. Every request to them passes the check against cross-site requests; a body must be JSON.
     *
     * @param routes adds the routes to a builder whose paths are relative to the API
     * @return a router function to be published as a bean
     */
    public RouterFunction<ServerResponse> routes(Consumer<RouterFunctions.Builder> routes) {
        return routes(MediaType.APPLICATION_JSON, routes);
    }

    /**
     * Creates routes with a request body of another type than JSON. Every request to them passes the same checks.
     *
     * @param consumed the only type of a body; not a type that a form can send
     * @param routes adds the routes to a builder whose paths are relative to the API
     * @return a router function to be published as a bean
     */
    public RouterFunction<ServerResponse> routes(MediaType consumed, Consumer<RouterFunctions.Builder> routes) {
        RouterFunction<ServerResponse> made = below(apiPath, consumed, routes);
        endpoints.add(made);
        return made;
    }

    /** Answers every path and method below the API that has no route, so that the host's own handlers do not. */
    RouterFunction<ServerResponse> unknown() {
        return below(
                everyApiPath,
                MediaType.APPLICATION_JSON,
                builder -> builder.route(RequestPredicates.all(), this::unknown));
    }

    private ServerResponse unknown(ServerRequest request) {
        Set<String> methods = endpoints.methods(request.requestPath().pathWithinApplication());
        if (methods.isEmpty()) {
            throw ApiException.notFound("The path \"" + request.path() + "\" does not exist.");
        }
        Set<String> allowed = new TreeSet<>(methods);
        allowed.add(HttpMethod.OPTIONS.name());
        if (request.method().equals(HttpMethod.OPTIONS)) {
            return ServerResponse.noContent()
                    .header("Allow", String.join(", ", allowed))
                    .build();
        }
        throw ApiException.methodNotAllowed(
                "\"" + request.path() + "\" does not support " + request.method() + ", only "
                        + String.join(", ", methods) + ".",
                allowed);
    }

    private RouterFunction<ServerResponse> below(
            String path, MediaType consumed, Consumer<RouterFunctions.Builder> routes) {
        return RouterFunctions.route()
                .path(path, builder -> {
                    routes.accept(builder);
                    builder.filter((request, next) -> new GuardedAnswer(answered(request, consumed, next), HEADERS));
                })
                .build();
    }

    /**
     * Protects a handler by a permission.
     *
     * @param permission the required permission
     * @param handler the handler
     * @return a handler that responds with 401 or 403 to callers without the permission
     */
    public HandlerFunction<ServerResponse> requiring(String permission, HandlerFunction<ServerResponse> handler) {
        return request -> {
            if (!access.isGranted(permission)) {
                throw access.username() == null ? ApiException.unauthorized() : ApiException.forbidden(permission);
            }
            return handler.handle(request);
        };
    }

    /**
     * Returns the caller's name.
     *
     * @return the name, at most 200 characters; {@code anonymous} if the caller is not signed in
     */
    public String operator() {
        String name = access.username();
        return name == null ? "anonymous" : name.length() <= 200 ? name : name.substring(0, 200);
    }

    /**
     * Creates a JSON response that is not cached.
     *
     * @param body the document
     * @return 200
     */
    public ServerResponse json(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    /**
     * Creates a JSON response that is not cached.
     *
     * @param status the status
     * @param body the document
     * @return the response
     */
    public ServerResponse json(HttpStatus status, JsonNode body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(mapper.writeValueAsBytes(body));
    }

    /**
     * Returns a required parameter.
     *
     * @param request the request
     * @param name the parameter
     * @return the value
     * @throws ApiException if the parameter is missing or empty
     */
    public static String required(ServerRequest request, String name) {
        String value = request.param(name).orElse("");
        if (value.isEmpty()) {
            throw ApiException.badRequest(name, name + " is required.");
        }
        return value;
    }

    /**
     * Returns the caller's language.
     *
     * @param request the request
     * @return the first language of {@code Accept-Language}; English if the header is missing or malformed
     */
    public static Locale language(ServerRequest request) {
        try {
            List<Locale.LanguageRange> accepted = request.headers().acceptLanguage();
            return accepted.isEmpty() || accepted.get(0).getRange().equals("*")
                    ? Locale.ENGLISH
                    : Locale.forLanguageTag(accepted.get(0).getRange());
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }

    /**
     * Calls a store that may be in Redis.
     *
     * @param kept the stored data, in the plural
     * @param call the call
     * @param <T> the type of the result
     * @return the result
     * @throws ApiException with 503 if Redis is unavailable
     */
    public static <T> T fromRedis(String kept, Supplier<T> call) {
        try {
            return Objects.requireNonNull(call.get());
        } catch (RedisUnavailableException unavailable) {
            throw ApiException.unavailable("Could not access " + kept + ": Redis is unavailable. Try again later.");
        }
    }

    private ServerResponse answered(ServerRequest request, MediaType consumed, HandlerFunction<ServerResponse> next)
            throws Exception {
        try {
            gate.check(new ServletIncomingRequest(request.servletRequest()), consumed);
            return next.handle(request);
        } catch (ApiException failure) {
            return problem(request, failure);
        } catch (DataAccessException failure) {
            return problem(request, ofDatabase(request.path(), failure));
        } catch (IOException broken) {
            log.debug("{} {} ended early", request.method(), request.path(), broken);
            return problem(request, ApiException.badRequest("body", "The request ended early."));
        } catch (RuntimeException failure) {
            if (isOfSecurity(failure)) {
                throw failure;
            }
            log.warn("{} {} failed", request.method(), request.path(), failure);
            return problem(request, ApiException.internalError());
        }
    }

    /** Spring Security's exceptions request a sign-in and must reach its filter. */
    private static boolean isOfSecurity(RuntimeException failure) {
        for (@Nullable Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith("org.springframework.security.")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the problem for a failure of the database. The failure's message is for the log only: it may contain
     * details that the caller must not see.
     */
    static ApiException ofDatabase(String path, DataAccessException failure) {
        if (failure instanceof QueryTimeoutException) {
            return ApiException.tooSlow();
        }
        log.warn("Could not answer \"{}\"", path, failure);
        return ApiException.databaseUnavailable();
    }

    private ServerResponse problem(ServerRequest request, ApiException failure) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("title", failure.title());
        body.put("status", failure.status());
        body.put("detail", failure.getMessage());
        body.put("instance", request.path());
        if (failure.field() != null) {
            body.put("field", failure.field());
        }
        if (failure.code() != null) {
            body.put("code", failure.code());
        }
        return ServerResponse.status(failure.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .headers(headers -> failure.headers().forEach(headers::set))
                .body(mapper.writeValueAsBytes(body));
    }
}
