package io.opsmon.operationlog.internal.payload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the recorded parts of a payload by dotted paths to include and exclude. Indexes of collections are not part
 * of a path. Immutable.
 *
 * @since 0.1
 */
public final class PathFilter {

    /** Includes everything. */
    public static final PathFilter ALL = new PathFilter(true, Map.of());

    /** Whether members that are absent from {@link #named} are included. */
    private final boolean othersToo;

    /** Members with a filter of their own; a member with an empty value is excluded. */
    private final Map<String, Member> named;

    private record Member(@Nullable PathFilter filter) {}

    private PathFilter(boolean othersToo, Map<String, Member> named) {
        this.othersToo = othersToo;
        this.named = named;
    }

    /**
     * Creates a filter.
     *
     * @param include dotted paths; if the array is not empty, only these paths are included
     * @param exclude dotted paths to exclude
     * @return the filter
     */
    public static PathFilter of(String[] include, String[] exclude) {
        if (include.length == 0 && exclude.length == 0) {
            return ALL;
        }
        return build(split(include), split(exclude), 0);
    }

    private static List<String[]> split(String[] paths) {
        return Arrays.stream(paths).map(path -> path.split("\\.", -1)).toList();
    }

    private static PathFilter build(List<String[]> include, List<String[]> exclude, int depth) {
        Map<String, Member> named = new HashMap<>();
        for (String[] path : include) {
            named.computeIfAbsent(path[depth], name -> member(name, include, exclude, depth));
        }
        for (String[] path : exclude) {
            if (include.isEmpty() || named.containsKey(path[depth])) {
                named.computeIfAbsent(path[depth], name -> member(name, include, exclude, depth));
            }
        }
        return new PathFilter(include.isEmpty(), named);
    }

    private static Member member(String name, List<String[]> include, List<String[]> exclude, int depth) {
        List<String[]> excluded = below(name, exclude, depth);
        if (excluded.stream().anyMatch(path -> path.length == depth + 1)) {
            return new Member(null);
        }
        List<String[]> included = below(name, include, depth);
        boolean whole = included.stream().anyMatch(path -> path.length == depth + 1);
        List<String[]> inside = whole ? List.of() : included;
        return new Member(inside.isEmpty() && excluded.isEmpty() ? ALL : build(inside, excluded, depth + 1));
    }

    private static List<String[]> below(String name, List<String[]> paths, int depth) {
        return paths.stream()
                .filter(path -> path.length > depth && path[depth].equals(name))
                .toList();
    }

    /**
     * Returns the filter for the content of a member.
     *
     * @param name the name of the member
     * @return the filter; null if the member is excluded
     */
    public @Nullable PathFilter member(String name) {
        if (named.isEmpty()) {
            return othersToo ? this : null;
        }
        @Nullable Member member = named.get(name);
        if (member != null) {
            return member.filter();
        }
        return othersToo ? ALL : null;
    }
}
