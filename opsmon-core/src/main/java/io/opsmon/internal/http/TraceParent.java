package io.opsmon.internal.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} header (W3C Trace Context, level 1).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @since 0.1
 */
public record TraceParent(String traceId, String spanId) {

    private static final Pattern FORMAT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");

    /**
     * Parses a header.
     *
     * @param header the value of the header
     * @return the ids; null if the value is missing or malformed
     */
    public static @Nullable TraceParent parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = FORMAT.matcher(header.strip());
        if (!matcher.matches() || isZero(matcher.group(1)) || isZero(matcher.group(2))) {
            return null;
        }
        return new TraceParent(matcher.group(1), matcher.group(2));
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }
}
