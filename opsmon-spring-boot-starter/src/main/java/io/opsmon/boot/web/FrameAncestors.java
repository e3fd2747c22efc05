package io.opsmon.boot.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.Assert;

/**
 * The pages that may embed the console in a frame, as headers of its page.
 *
 * @param policy the value of the directive {@code frame-ancestors}
 * @param headers the header {@code X-Frame-Options}, which cannot name other origins; empty for other origins
 * @since 0.1
 */
public record FrameAncestors(String policy, Map<String, String> headers) {

    /**
     * Reads the setting.
     *
     * @param values {@code none}, or {@code self} and origins
     * @return the headers
     * @throws IllegalArgumentException if a value is neither
     */
    public static FrameAncestors of(List<String> values) {
        if (values.isEmpty() || isOnly(values, "none")) {
            return new FrameAncestors("'none'", Map.of("X-Frame-Options", "DENY"));
        }
        String sources = values.stream().map(FrameAncestors::source).collect(Collectors.joining(" "));
        return new FrameAncestors(sources, isOnly(values, "self") ? Map.of("X-Frame-Options", "SAMEORIGIN") : Map.of());
    }

    private static boolean isOnly(List<String> values, String keyword) {
        return values.size() == 1 && word(values.get(0)).equals(keyword);
    }

    private static String word(String value) {
        return value.strip().replace("'", "");
    }

    private static String source(String value) {
        if (word(value).equals("self")) {
            return "'self'";
        }
        Assert.notNull(
                Origin.parse(value.strip()),
                () -> "opsmon.web.frame-ancestors must be self, none, or origins like https://admin.example.com, is \""
                        + value + "\"");
        return value.strip();
    }
}
