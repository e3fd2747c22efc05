package io.opsmon.boot.operationlog.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.StringUtils;

/**
 * Decides which requests without an annotated method are recorded, and how much of them. Immutable and thread-safe.
 *
 * @param methods the recorded methods, in upper case
 * @param include the patterns of recorded paths
 * @param exclude the patterns of excluded paths
 * @param module the module of the entries; null to name them by their handlers
 * @param recordBody whether bodies are recorded
 * @param maxBodyBytes the maximum size of the recorded part of a body, in bytes
 * @since 0.1
 */
public record HttpRecordingRules(
        Set<String> methods,
        List<String> include,
        List<String> exclude,
        @Nullable String module,
        boolean recordBody,
        int maxBodyBytes) {

    private static final AntPathMatcher PATHS = new AntPathMatcher();
    private static final AntPathMatcher PATHS_IN_ANY_CASE = new AntPathMatcher();

    static {
        PATHS_IN_ANY_CASE.setCaseSensitive(false);
    }

    /**
     * Creates the rules.
     *
     * @param properties the properties of the host
     * @param opsmonPath the path of opsmon, which is excluded
     * @return the rules
     */
    public static HttpRecordingRules of(HttpRecordingProperties properties, String opsmonPath) {
        List<String> exclude = new ArrayList<>(properties.excludePaths());
        exclude.add(opsmonPath + "/**");
        return new HttpRecordingRules(
                properties.methods().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                List.copyOf(properties.includePaths()),
                List.copyOf(exclude),
                StringUtils.hasText(properties.module()) ? properties.module() : null,
                properties.recordBody(),
                (int) Math.min(properties.maxBodySize().toBytes(), 16 * 1024 * 1024));
    }

    /**
     * Returns the module of an entry.
     *
     * @param handler the names of the handler; null if unknown
     * @return the configured module, otherwise that of the handler
     */
    public String module(HandlerNames.@Nullable Names handler) {
        return module != null ? module : handler == null ? "http" : handler.module();
    }

    /**
     * Returns whether a request may have to be recorded, before its route is known. Includes paths that match in
     * another case, as a host's matcher may ignore case.
     *
     * @param method the method, in upper case
     * @param paths the possible readings of the path, each normalised
     * @return whether the route decides
     */
    public boolean mayApply(String method, Collection<String> paths) {
        return methods.contains(method)
                && (isIncluded(paths)
                        || (paths.stream().noneMatch(path -> matches(PATHS_IN_ANY_CASE, exclude, path))
                                && paths.stream().anyMatch(path -> matches(PATHS_IN_ANY_CASE, include, path))));
    }

    /**
     * Returns whether a request is recorded by its path, or by the pattern of the matched route.
     *
     * @param paths the possible readings of the path, each normalised
     * @param pattern the pattern of the route; null if no route has matched
     * @return whether the request is recorded
     */
    public boolean apply(Collection<String> paths, @Nullable String pattern) {
        return isIncluded(paths)
                || (pattern != null
                        && matches(PATHS, include, pattern)
                        && paths.stream().noneMatch(path -> matches(PATHS, exclude, path)));
    }

    /**
     * Returns whether at least one reading of the path is included and not excluded. An ambiguous path therefore cannot
     * avoid an entry.
     */
    private boolean isIncluded(Collection<String> paths) {
        return paths.stream().anyMatch(path -> matches(PATHS, include, path) && !matches(PATHS, exclude, path));
    }

    /** Ignores a trailing slash. */
    private static boolean matches(AntPathMatcher matcher, List<String> patterns, String path) {
        String bare = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String pattern : patterns) {
            if (matcher.match(pattern, path) || matcher.match(pattern, bare)) {
                return true;
            }
        }
        return false;
    }
}
