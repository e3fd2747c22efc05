package io.opsmon.backup.internal.postgres.script;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import org.springframework.util.Assert;

/**
 * Sorts definitions so that each follows its dependencies, by Kahn's algorithm. Of the definitions that can be next,
 * the first kind is chosen, and within a kind the definition that was ready first.
 *
 * @see <a href="https://doi.org/10.1145/368996.369025">A. B. Kahn, Topological sorting of large networks, 1962</a>
 */
final class DependencySort {

    private record Ready(Definition definition, int since) {}

    private static final int NAMED = 5;
    private static final int LENGTH = 100;

    private DependencySort() {}

    static List<Definition> of(List<Definition> definitions) throws SQLException {
        Map<String, Definition> byId = new LinkedHashMap<>();
        for (Definition each : definitions) {
            Assert.state(byId.put(each.id(), each) == null, () -> "There are two definitions of " + each.id());
        }
        Map<String, Integer> missing = new HashMap<>();
        Map<String, List<Definition>> waiting = new HashMap<>();
        PriorityQueue<Ready> ready = new PriorityQueue<>(Comparator.<Ready, ObjectType>comparing(
                        each -> each.definition().kind())
                .thenComparing(Ready::since));
        int since = 0;
        for (Definition each : byId.values()) {
            // Objects of every database need no definition.
            List<String> needs = each.needs().stream()
                    .filter(need -> byId.containsKey(need) && !need.equals(each.id()))
                    .toList();
            needs.forEach(need ->
                    waiting.computeIfAbsent(need, id -> new ArrayList<>()).add(each));
            missing.put(each.id(), needs.size());
            if (needs.isEmpty()) {
                ready.add(new Ready(each, since++));
            }
        }
        List<Definition> order = new ArrayList<>();
        for (Ready next = ready.poll(); next != null; next = ready.poll()) {
            order.add(next.definition());
            for (Definition waits : waiting.getOrDefault(next.definition().id(), List.of())) {
                if (missing.merge(waits.id(), -1, Integer::sum) == 0) {
                    ready.add(new Ready(waits, since++));
                }
            }
        }
        if (order.size() < byId.size()) {
            order.forEach(each -> byId.remove(each.id()));
            throw new SQLException("The database has objects that only pg_dump supports: circular dependencies between "
                    + byId.values().stream()
                            .limit(NAMED)
                            .map(each -> each.statement()
                                    .substring(
                                            0, Math.min(LENGTH, each.statement().length())))
                            .collect(Collectors.joining("; "))
                    + ". Install the client programs of PostgreSQL.");
        }
        return order;
    }
}
