package io.opsmon.boot.operationlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.util.AntPathMatcher;

/** Which requests are recorded without an annotation, and how much of them. Immutable and thread-safe. */
record HttpRecordingRules(
        Set<String> methods,
        List<String> include,
        List<String> exclude,
        String module,
        boolean recordBody,
        int maxBodyBytes) {

    private static final AntPathMatcher PATHS = new AntPathMatcher();

    static HttpRecordingRules of(HttpRecordingProperties properties, String opsmonPath) {
        List<String> exclude = new ArrayList<>(properties.excludePaths());
        exclude.add(opsmonPath + "/**");
        return new HttpRecordingRules(
                properties.methods().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                List.copyOf(properties.includePaths()),
                List.copyOf(exclude),
                properties.module(),
                properties.recordBody(),
                (int) Math.min(properties.maxBodySize().toBytes(), 16 * 1024 * 1024));
    }

    boolean apply(String method, String path) {
        return methods.contains(method) && matches(include, path) && !matches(exclude, path);
    }

    private static boolean matches(List<String> patterns, String path) {
        for (String pattern : patterns) {
            if (PATHS.match(pattern, path)) {
                return true;
            }
        }
        return false;
    }
}
