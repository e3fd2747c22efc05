package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.access.RequestGate;
import io.opsmon.boot.web.routing.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.util.DigestUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Serves the console's page and its files from the class path. Every address in the files is relative, so that any
 * context path and any prefix of a proxy works. Files are read once and cached; they are few and small.
 *
 * @since 0.1
 */
public final class ConsoleFiles {

    private static final String LOCATION = "/io/opsmon/console/";
    private static final Pattern FILE =
            Pattern.compile("(?:[a-z0-9-]+/){0,4}[A-Za-z0-9-]+(?:\\.[a-z]+){0,2}\\.(html|js|css|svg)");
    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.parseMediaType("text/html;charset=UTF-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
            "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String lastSegment;
    private final PathPattern base;
    private final PathPattern below;
    private final OpsmonAccess access;
    private final RequestGate gate;
    private final Map<String, ApiResponse> files = new ConcurrentHashMap<>();

    ConsoleFiles(String basePath, OpsmonAccess access, RequestGate gate) {
        this.lastSegment = basePath.substring(basePath.lastIndexOf('/') + 1);
        this.base = PathPatternParser.defaultInstance.parse(basePath);
        this.below = PathPatternParser.defaultInstance.parse(basePath + "/{*file}");
        this.access = access;
        this.gate = gate;
    }

    /**
     * Finds the handler of a request that is not for the API.
     *
     * @param method the method
     * @param path the path below the context path
     * @return the handler; null if the console does not serve the request
     */
    public @Nullable Endpoint find(String method, PathContainer path) {
        if (!method.equals("GET")) {
            return null;
        }
        if (base.matches(path)) {
            return endpoint(
                    base, Map.of(), request -> ApiResponse.of(302).with(HttpHeaders.LOCATION, lastSegment + "/"));
        }
        PathPattern.@Nullable PathMatchInfo match = below.matchAndExtract(path);
        return match == null ? null : endpoint(below, match.getUriVariables(), this::file);
    }

    private Endpoint endpoint(PathPattern pattern, Map<String, String> variables, ApiRoute.Handler handler) {
        return new Endpoint(pattern, variables, Endpoint.SECURITY_HEADERS, request -> {
            try {
                gate.checkLocal(request);
                return handler.handle(request);
            } catch (ApiException refused) {
                byte[] text = String.valueOf(refused.getMessage()).getBytes(StandardCharsets.UTF_8);
                return ApiResponse.bytes(refused.status(), MediaType.TEXT_PLAIN, text)
                        .with(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        });
    }

    private ApiResponse page() {
        if (access.username() == null) {
            access.requireSignIn();
        }
        return answer("index.html", "no-cache");
    }

    private ApiResponse file(ApiRequest request) {
        String name = request.pathVariable("file").substring(1);
        if (name.isEmpty() || name.equals("index.html")) {
            return page();
        }
        return answer(name, "max-age=600");
    }

    private ApiResponse answer(String name, String cache) {
        @Nullable ApiResponse file = FILE.matcher(name).matches() ? find(name) : null;
        return file == null ? ApiResponse.of(404) : file.with(HttpHeaders.CACHE_CONTROL, cache);
    }

    private @Nullable ApiResponse find(String name) {
        @Nullable ApiResponse known = files.get(name);
        if (known != null) {
            return known;
        }
        try (@Nullable InputStream in = ConsoleFiles.class.getResourceAsStream(LOCATION + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            MediaType type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            ApiResponse file = ApiResponse.bytes(200, type, bytes)
                    .with(HttpHeaders.ETAG, '"' + DigestUtils.md5DigestAsHex(bytes) + '"')
                    .with("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            files.put(name, file);
            return file;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
