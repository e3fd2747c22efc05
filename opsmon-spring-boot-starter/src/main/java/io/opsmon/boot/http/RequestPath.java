package io.opsmon.boot.http;

import io.opsmon.masking.Masking;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request in the form that rules and entries use. Each segment is decoded once and has no path parameters
 * such as {@code ;jsessionid=}. Dot segments are resolved, repeated slashes are joined, and an encoded slash stays part
 * of its segment as {@code %2F}. Immutable.
 *
 * @param segments the segments
 * @param endsWithSlash whether a slash follows the last segment
 * @since 0.1
 */
public record RequestPath(List<String> segments, boolean endsWithSlash) {

    /** Shorter secrets are not replaced in texts, because they occur in too many words. */
    private static final int SHORTEST_IN_TEXT = 4;

    /**
     * Parses a path.
     *
     * @param rawPath the path as sent
     * @return the path
     */
    public static RequestPath of(String rawPath) {
        List<String> segments = new ArrayList<>();
        boolean isDirectory = false;
        for (String raw : rawPath.split("/", -1)) {
            int parameters = raw.indexOf(';');
            String segment = decoded(parameters < 0 ? raw : raw.substring(0, parameters));
            isDirectory = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!isDirectory) {
                segments.add(segment.replace("/", "%2F"));
            }
        }
        return new RequestPath(List.copyOf(segments), isDirectory && !segments.isEmpty());
    }

    /** Decodes a segment, and keeps malformed escapes as they are. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                out.write(bytes[i]);
            } else {
                out.write(high * 16 + low);
                i += 2;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /**
     * Returns the path as text, with its secrets.
     *
     * @return the path
     */
    public String text() {
        return text(segments);
    }

    private String text(List<String> shown) {
        return "/" + String.join("/", shown) + (endsWithSlash ? "/" : "");
    }

    /**
     * Returns the path without secrets. Secrets are sensitive path variables and, in segments without a route variable,
     * texts that look like secrets.
     *
     * @param pattern the pattern of the route; null if no route has matched
     * @param masking the names of secrets
     * @return the path
     */
    public String masked(@Nullable String pattern, Masking masking) {
        return text(shown(pattern, masking));
    }

    /** Returns a text without the secrets of the path. */
    String masked(String text, @Nullable String pattern, Masking masking) {
        List<String> shown = shown(pattern, masking);
        String masked = text;
        for (int i = 0; i < shown.size(); i++) {
            String segment = segments.get(i);
            if (shown.get(i).equals(Masking.MASK) && segment.length() >= SHORTEST_IN_TEXT) {
                masked = masked.replace(segment, Masking.MASK);
            }
        }
        return masked;
    }

    private List<String> shown(@Nullable String pattern, Masking masking) {
        List<RoutePattern.@Nullable Part> parts =
                pattern == null ? List.of() : RoutePattern.parse(pattern).align(segments);
        PathSecrets secrets = new PathSecrets(masking);
        List<String> shown = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            RoutePattern.@Nullable Part part = parts.isEmpty() ? RoutePattern.UNKNOWN : parts.get(i);
            @Nullable String before = i == 0 ? null : segments.get(i - 1);
            shown.add(part == null ? segments.get(i) : shown(segments.get(i), before, part, secrets));
        }
        return shown;
    }

    private static String shown(String segment, @Nullable String before, RoutePattern.Part part, PathSecrets secrets) {
        boolean isSecret = switch (part.type()) {
            case LITERAL -> false;
            case VARIABLES -> part.names().stream().anyMatch(name -> secrets.isSecret(name, segment));
            case WILDCARD ->
                part.names().stream().anyMatch(name -> secrets.isSecret(name, segment))
                        || secrets.looksSecret(segment, before);
        };
        return isSecret
                ? Masking.MASK
                : part.type() == RoutePattern.PartType.LITERAL ? segment : secrets.withoutPairs(segment);
    }
}
