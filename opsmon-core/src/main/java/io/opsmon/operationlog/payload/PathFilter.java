package io.opsmon.operationlog.payload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a payload are written, from dotted paths to include and exclude. Indexes of collections are not part
 * of a path. Immutable.
 *
 * @since 0.1
 */
public final class PathFilter {

    /** Writes everything. */
    public static final PathFilter ALL = new PathFilter(true, Map.of());

    /** Whether members that {@link #named} does not know are written. */
    private final boolean othersToo;

    /** Members that need a look; an empty value is left out. */
    private final Map<String, Member> named;

    private record Member(@Nullable PathFilter filter) {}

    private PathFilter(boolean othersToo, Map<String, Member> named) {
        this.othersToo = othersToo;
        this.named = named;
    }

    /**
     * Makes a filter.
     *
     * @param include dotted paths; if there is any, nothing else is written
     * @param exclude dotted paths left out
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
     * The filter for what is inside a member.
     *
     * @param name the member's name
     * @return its filter; null if it is left out
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
