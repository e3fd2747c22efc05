package io.opsmon.boot.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pattern of a route, such as {@code /orders/{id}}, with the meaning that Spring's path matchers give it.
 * Immutable.
 */
final class RoutePattern {

    /** A segment that no route knows. */
    static final Part UNKNOWN = new Part(PartType.WILDCARD, "*", List.of(), false);

    private final List<Part> parts;

    enum PartType {
        LITERAL,
        VARIABLES,
        WILDCARD
    }

    /**
     * A segment of the pattern.
     *
     * @param type the type
     * @param text the segment as written
     * @param names the names of its variables
     * @param isDeep whether the segment matches any number of segments
     */
    record Part(PartType type, String text, List<String> names, boolean isDeep) {

        static Part of(String text) {
            if (text.equals("**") || (text.startsWith("{*") && text.endsWith("}"))) {
                return new Part(PartType.WILDCARD, text, text.equals("**") ? List.of() : names(text), true);
            }
            List<String> names = names(text);
            PartType type = !names.isEmpty()
                    ? PartType.VARIABLES
                    : text.indexOf('*') >= 0 || text.indexOf('?') >= 0 ? PartType.WILDCARD : PartType.LITERAL;
            return new Part(type, text, names, false);
        }

        private static List<String> names(String text) {
            List<String> names = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '{' && depth++ == 0) {
                    start = i + 1;
                } else if (c == '}' && --depth == 0) {
                    String variable = text.substring(start, i);
                    int colon = variable.indexOf(':');
                    names.add((colon < 0 ? variable : variable.substring(0, colon)).replace("*", ""));
                }
            }
            return names;
        }

        boolean accepts(String segment) {
            return type != PartType.LITERAL || text.equalsIgnoreCase(segment);
        }
    }

    private RoutePattern(List<Part> parts) {
        this.parts = parts;
    }

    static RoutePattern parse(String pattern) {
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= pattern.length(); i++) {
            char c = i == pattern.length() ? '/' : pattern.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == '/' && (depth == 0 || i == pattern.length())) {
                if (i > start) {
                    parts.add(Part.of(pattern.substring(start, i)));
                }
                start = i + 1;
            }
        }
        return new RoutePattern(List.copyOf(parts));
    }

    /** Returns whether the pattern contains more than wildcards. */
    boolean isSpecific() {
        return parts.stream().anyMatch(part -> part.type() != PartType.WILDCARD);
    }

    /**
     * Returns the part of the pattern for each segment of a matched path. The part is null for segments before the
     * pattern, such as a context path. The list is empty if the pattern does not fit, for example after a forward.
     */
    List<@Nullable Part> align(List<String> segments) {
        int deep = 0;
        while (deep < parts.size() && !parts.get(deep).isDeep()) {
            deep++;
        }
        List<Part> head = parts.subList(0, deep);
        int last = parts.size();
        while (last > deep && !parts.get(last - 1).isDeep()) {
            last--;
        }
        List<Part> tail = parts.subList(last, parts.size());
        int offset = deep == parts.size() ? segments.size() - parts.size() : offset(head, segments);
        int from = segments.size() - tail.size();
        if (offset < 0 || offset + head.size() > from || !fits(head, segments, offset) || !fits(tail, segments, from)) {
            return List.of();
        }
        List<@Nullable Part> aligned = new ArrayList<>(Collections.nCopies(segments.size(), null));
        for (int i = offset; i < segments.size(); i++) {
            Part part;
            if (i < offset + head.size()) {
                part = head.get(i - offset);
            } else {
                part = i >= from ? tail.get(i - from) : parts.get(deep);
            }
            aligned.set(i, part);
        }
        return aligned;
    }

    private static int offset(List<Part> head, List<String> segments) {
        for (int offset = 0; offset + head.size() <= segments.size(); offset++) {
            if (fits(head, segments, offset)) {
                return offset;
            }
        }
        return -1;
    }

    private static boolean fits(List<Part> parts, List<String> segments, int offset) {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).accepts(segments.get(offset + i))) {
                return false;
            }
        }
        return true;
    }
}
