package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.access.RequestGate;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The route table of the API. Finds the handler of a request, checks the request and the caller's permission, and
 * answers every other path and method below the API. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ApiRoutes {

    private static final Map<String, String> HEADERS = headers();

    private final OpsmonAccess access;
    private final CallerScope scope;
    private final RequestGate gate;
    private final PathPattern everyPath;

    /** The most specific paths come first. */
    private final List<Entry> entries;

    private record Entry(PathPattern pattern, ApiRoute route) {}

    ApiRoutes(String basePath, OpsmonAccess access, CallerScope scope, RequestGate gate, List<ApiRoute> routes) {
        PathPatternParser parser = PathPatternParser.defaultInstance;
        this.access = access;
        this.scope = scope;
        this.gate = gate;
        this.everyPath = parser.parse(basePath + "/api/**");
        this.entries = routes.stream()
                .map(route -> new Entry(parser.parse(basePath + "/api/v1" + route.path()), route))
                .sorted(Comparator.comparing(Entry::pattern))
                .toList();
        requireDistinct();
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(Endpoint.SECURITY_HEADERS);
        headers.put("Cache-Control", "no-store");
        // The console recognizes answers of opsmon by it, as the host may answer in its place.
        headers.put("Opsmon-Api", "1");
        return Map.copyOf(headers);
    }

    private void requireDistinct() {
        Set<String> known = new TreeSet<>();
        for (Entry entry : entries) {
            String name = entry.route().method() + " " + entry.route().path().replaceAll("\\{\\w+}", "{}");
            if (!known.add(name)) {
                throw new IllegalStateException("The API has two routes " + name);
            }
        }
    }

    /**
     * Returns the route table.
     *
     * @return all routes
     */
    public List<ApiRoute> routes() {
        return entries.stream().map(Entry::route).toList();
    }

    /**
     * Finds the handler of a request.
     *
     * @param method the method
     * @param path the path below the context path
     * @return the handler; null for a path that is not below the API
     */
    public @Nullable Endpoint find(String method, PathContainer path) {
        if (!everyPath.matches(path)) {
            return null;
        }
        for (Entry entry : entries) {
            if (entry.route().method().name().equals(method)) {
                PathPattern.@Nullable PathMatchInfo match = entry.pattern().matchAndExtract(path);
                if (match != null) {
                    return endpoint(
                            entry.pattern(),
                            match.getUriVariables(),
                            entry.route().consumes(),
                            request -> {
                                permit(entry.route());
                                return entry.route().handler().handle(request);
                            });
                }
            }
        }
        Set<String> methods = methods(path);
        return endpoint(everyPath, Map.of(), MediaType.APPLICATION_JSON, request -> unknown(request, methods));
    }

    /**
     * Finds the handler of a request to an open route.
     *
     * @param method the method
     * @param path the path below the context path
     * @return the handler; null if the path has no open route
     */
    public @Nullable Endpoint findOpen(String method, PathContainer path) {
        for (Entry entry : entries) {
            if (entry.route().isOpen()
                    && entry.route().method().name().equals(method)
                    && entry.pattern().matches(path)) {
                return endpoint(
                        entry.pattern(),
                        Map.of(),
                        entry.route().consumes(),
                        entry.route().handler());
            }
        }
        return null;
    }

    /** Returns the methods of a path in alphabetical order; empty for an unknown path. */
    private Set<String> methods(PathContainer path) {
        return entries.stream()
                .filter(entry -> entry.pattern().matches(path))
                .map(entry -> entry.route().method().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Endpoint endpoint(
            PathPattern pattern, Map<String, String> variables, MediaType consumes, ApiRoute.Handler handler) {
        return new Endpoint(pattern, variables, HEADERS, request -> {
            try {
                gate.check(request, consumes);
                return handler.handle(request);
            } catch (IOException | RuntimeException failure) {
                return Problems.answer(request.path(), Problems.of(request.method() + " " + request.path(), failure));
            }
        });
    }

    private void permit(ApiRoute route) {
        if (route.isOpen()) {
            return;
        }
        if (route.permission() != null) {
            access.require(route.permission());
        } else if (access.username() == null) {
            throw ApiException.unauthorized();
        }
        if (!route.isScoped() && scope.isRestricted()) {
            throw ApiException.refused("You may not see the entries of all tenants and applications.")
                    .withCode("scope-restricted");
        }
    }

    private static ApiResponse unknown(ApiRequest request, Set<String> methods) {
        if (methods.isEmpty()) {
            throw ApiException.notFound("The path \"" + request.path() + "\" does not exist.");
        }
        Set<String> allowed = new TreeSet<>(methods);
        allowed.add(HttpMethod.OPTIONS.name());
        if (request.method().equals(HttpMethod.OPTIONS.name())) {
            return ApiResponse.of(204).with("Allow", String.join(", ", allowed));
        }
        throw ApiException.methodNotAllowed(
                "\"" + request.path() + "\" does not support " + request.method() + ", only "
                        + String.join(", ", methods) + ".",
                allowed);
    }
}
