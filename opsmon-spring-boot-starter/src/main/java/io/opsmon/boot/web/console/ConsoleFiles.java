package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.FrameAncestors;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.access.RequestGate;
import io.opsmon.boot.web.routing.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.util.DigestUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the console's page and its files from the class path. Every address in the files is relative, so that any
 * context path and any prefix of a proxy works. Files are read once and cached; they are few and small.
 *
 * <pre>
 *  /, /{page}        the page: public, unless a setting closes the page. The scripts show what the address names
 *  /_/{version}/...  scripts and styles, cached by browsers for good: a change of a file changes the version
 *  /console.json     settings of the page for visitors: public as the page
 *  /sign-in          sends a visitor to the host's sign-in, and a user to the page named by ?to; with ?probe, a user
 *                    receives 204
 * </pre>
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
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";
    private static final String PAGE = "index.html";
    private static final String SETTINGS = "console.json";
    private static final String SIGN_IN = "sign-in";

    /** The pages of the console. All have one segment, so that relative addresses mean the same on each. */
    private static final Set<String> PAGES = Set.of(
            "overview", "operation-logs", "data-changes", "login-logs", "online-users", "backups", "user", "resource");

    /** The folder of versions. In the page, the folder is without a version. */
    private static final String VERSIONS = "_/";

    /** The parameter with the page, and its query, that a user sees after the sign-in. */
    private static final String TO = "to";

    private static final Pattern TARGET = Pattern.compile("([a-z-]+)(\\?[!-~]*)?");

    /** The parameter with which the page asks whether the host has a sign-in to go to. A user is not sent back then. */
    private static final String PROBE = "probe";

    private final String lastSegment;
    private final PathPattern base;
    private final PathPattern below;
    private final OpsmonAccess access;
    private final RequestGate gate;
    private final boolean isPublic;
    private final HttpHeaders headers = new HttpHeaders();
    private final ApiResponse settings;
    private final Supplier<String> version = SingletonSupplier.of(ConsoleFiles::calculateVersion);
    private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();

    ConsoleFiles(OpsmonWebProperties properties, OpsmonAccess access, RequestGate gate) {
        String basePath = properties.basePath();
        this.lastSegment = basePath.substring(basePath.lastIndexOf('/') + 1);
        this.base = PathPatternParser.defaultInstance.parse(basePath);
        this.below = PathPatternParser.defaultInstance.parse(basePath + "/{*file}");
        this.access = access;
        this.gate = gate;
        this.isPublic = properties.consoleAccess() == OpsmonWebProperties.ConsoleAccess.PUBLIC;
        FrameAncestors frameAncestors = FrameAncestors.of(properties.frameAncestors());
        this.headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY + frameAncestors.policy());
        frameAncestors.headers().forEach(this.headers::set);
        this.settings = settings(properties);
    }

    /** Returns what the page needs to know before there is a user. */
    private static ApiResponse settings(OpsmonWebProperties properties) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (properties.loginUrl() != null) {
            json.put("loginUrl", properties.loginUrl());
        }
        OpsmonWebProperties.Token token = properties.token();
        if (properties.tickets().enabled() && (token.cookie() != null || token.storageKey() != null)) {
            ObjectNode place = json.putObject("token");
            place.put("header", token.header()).put("prefix", token.prefix());
            if (token.cookie() != null) {
                place.put("cookie", token.cookie());
            }
            if (token.storageKey() != null) {
                place.put("storageKey", token.storageKey());
            }
        }
        return ApiResponse.json(json).with(HttpHeaders.CACHE_CONTROL, "no-cache");
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
                    base,
                    Map.of(),
                    request -> ApiResponse.of(302)
                            .with(HttpHeaders.LOCATION, lastSegment + "/")
                            .with(HttpHeaders.CACHE_CONTROL, "no-store"));
        }
        PathPattern.@Nullable PathMatchInfo match = below.matchAndExtract(path);
        return match == null ? null : endpoint(below, match.getUriVariables(), this::file);
    }

    /**
     * Finds the handler of a request for a public file. The host's security need not see such a request.
     *
     * @param method the method
     * @param path the path below the context path
     * @return the handler; null if the page is not public, or the path is none of its files
     */
    public @Nullable Endpoint findPublic(String method, PathContainer path) {
        if (!isPublic || !method.equals("GET")) {
            return null;
        }
        PathPattern.@Nullable PathMatchInfo match = below.matchAndExtract(path);
        boolean isFile = base.matches(path) || (match != null && isFile(nameOf(match.getUriVariables())));
        return isFile ? find(method, path) : null;
    }

    private static String nameOf(Map<String, String> variables) {
        return Objects.requireNonNull(variables.get("file")).substring(1);
    }

    private boolean isFile(String name) {
        return name.isEmpty() || name.equals(SETTINGS) || PAGES.contains(name) || find(withoutVersion(name)) != null;
    }

    private static String withoutVersion(String name) {
        return name.startsWith(VERSIONS) ? name.substring(name.indexOf('/', VERSIONS.length()) + 1) : name;
    }

    /** Calculates a digest of all files; empty if the class path cannot be listed, as in a native image. */
    private static String calculateVersion() {
        try {
            Resource[] resources = new PathMatchingResourcePatternResolver(ConsoleFiles.class.getClassLoader())
                    .getResources("classpath:" + LOCATION.substring(1) + "**/*.*");
            SortedMap<String, String> digests = new TreeMap<>();
            for (Resource resource : resources) {
                digests.put(resource.getURI().toString(), DigestUtils.md5DigestAsHex(resource.getContentAsByteArray()));
            }
            return digests.isEmpty()
                    ? ""
                    : DigestUtils.md5DigestAsHex(
                            String.join(" ", digests.values()).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException unreadable) {
            return "";
        }
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

    private ApiResponse page(ApiRequest request) {
        if (!isPublic && access.username() == null) {
            access.requireSignIn();
        }
        return answer(request, PAGE, "no-cache");
    }

    /** Sends a visitor to the host's sign-in, from which the host usually sends the user back here. */
    private ApiResponse signIn(ApiRequest request) {
        if (access.username() == null) {
            access.requireSignIn();
        }
        if (request.param(PROBE).isPresent()) {
            return ApiResponse.of(204).with(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        String page = request.param(TO).filter(ConsoleFiles::isTarget).orElse("");
        return ApiResponse.of(302).with(HttpHeaders.LOCATION, "./" + page).with(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static boolean isTarget(String text) {
        Matcher matcher = TARGET.matcher(text);
        return matcher.matches() && PAGES.contains(matcher.group(1));
    }

    private ApiResponse file(ApiRequest request) {
        String name = request.pathVariable("file").substring(1);
        if (name.equals(SETTINGS)) {
            return settings;
        }
        if (name.equals(SIGN_IN)) {
            return signIn(request);
        }
        if (name.isEmpty() || name.equals(PAGE) || PAGES.contains(name)) {
            return page(request);
        }
        boolean isVersion = !version.get().isEmpty() && name.startsWith(VERSIONS + version.get() + "/");
        return answer(request, withoutVersion(name), isVersion ? "max-age=31536000, immutable" : "no-cache");
    }

    private ApiResponse answer(ApiRequest request, String name, String cache) {
        @Nullable ConsoleFile file = find(name);
        return file == null ? ApiResponse.of(404) : file.forRequest(request).with(HttpHeaders.CACHE_CONTROL, cache);
    }

    private byte[] withVersions(byte[] page) {
        String text = new String(page, StandardCharsets.UTF_8);
        String folder = version.get().isEmpty() ? "" : VERSIONS + version.get() + "/";
        return text.replace("=\"" + VERSIONS, "=\"" + folder).getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable ConsoleFile find(String name) {
        if (!FILE.matcher(name).matches()) {
            return null;
        }
        @Nullable ConsoleFile known = files.get(name);
        if (known != null) {
            return known;
        }
        try (@Nullable InputStream in = ConsoleFiles.class.getResourceAsStream(LOCATION + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = name.equals(PAGE) ? withVersions(in.readAllBytes()) : in.readAllBytes();
            MediaType type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            ConsoleFile file = ConsoleFile.of(type, bytes, headers);
            files.put(name, file);
            return file;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
