package io.opsmon.boot.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the console's page and its files from the class path. Every address in the files is relative, so that any
 * context path and any prefix of a proxy works. Files are read once and cached; they are few and small.
 */
final class ConsoleRoutes {

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

    private final String basePath;
    private final OpsmonAccess access;
    private final RequestGate gate;
    private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();

    private record ConsoleFile(ByteArrayResource content, MediaType type, String etag) {}

    ConsoleRoutes(String basePath, OpsmonAccess access, RequestGate gate) {
        this.basePath = basePath;
        this.access = access;
        this.gate = gate;
    }

    RouterFunction<ServerResponse> routes() {
        String lastSegment = basePath.substring(basePath.lastIndexOf('/') + 1);
        return RouterFunctions.route()
                .GET(
                        basePath,
                        request -> ServerResponse.status(302)
                                .location(URI.create(lastSegment + "/"))
                                .build())
                .GET(basePath + "/{*file}", this::file)
                .filter((request, next) -> new GuardedAnswer(answered(request, next), GuardedAnswer.EVERY))
                .build();
    }

    private ServerResponse answered(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
        try {
            gate.checkLocal(new ServletIncomingRequest(request.servletRequest()));
            return next.handle(request);
        } catch (ApiException refused) {
            return ServerResponse.status(refused.status())
                    .contentType(MediaType.TEXT_PLAIN)
                    .cacheControl(CacheControl.noStore())
                    .body(String.valueOf(refused.getMessage()));
        }
    }

    private ServerResponse page() {
        if (access.username() == null) {
            access.requireSignIn();
        }
        return answer("index.html", CacheControl.noCache());
    }

    private ServerResponse file(ServerRequest request) {
        String name = request.pathVariable("file").substring(1);
        if (name.isEmpty() || name.equals("index.html")) {
            return page();
        }
        return answer(name, CacheControl.maxAge(Duration.ofMinutes(10)));
    }

    private ServerResponse answer(String name, CacheControl cache) {
        @Nullable ConsoleFile file = FILE.matcher(name).matches() ? find(name) : null;
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        return ServerResponse.ok()
                .contentType(file.type())
                .cacheControl(cache)
                .eTag(file.etag())
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .body(file.content().getByteArray());
    }

    private @Nullable ConsoleFile find(String name) {
        @Nullable ConsoleFile known = files.get(name);
        if (known != null) {
            return known;
        }
        try (@Nullable InputStream in = ConsoleRoutes.class.getResourceAsStream(LOCATION + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            MediaType type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            ConsoleFile file = new ConsoleFile(new ByteArrayResource(bytes), type, DigestUtils.md5DigestAsHex(bytes));
            files.put(name, file);
            return file;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
