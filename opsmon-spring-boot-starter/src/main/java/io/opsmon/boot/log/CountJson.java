package io.opsmon.boot.log;

import io.opsmon.log.LogPage;
import io.opsmon.log.ValueCount;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes counts as JSON for the API.
 *
 * @since 0.1
 */
public final class CountJson {

    private CountJson() {}

    /**
     * Writes the number of matching entries: {@code {value, relation}}.
     *
     * @param node receives the members
     * @param total the number
     */
    public static void write(ObjectNode node, LogPage.Total total) {
        node.put("value", total.value()).put("relation", total.exact() ? "eq" : "gte");
    }

    /**
     * Adds counts: {@code {value, count, failures}}.
     *
     * @param array receives the counts
     * @param counts the counts
     */
    public static void write(ArrayNode array, List<ValueCount> counts) {
        for (ValueCount count : counts) {
            array.addObject()
                    .put("value", count.value())
                    .put("count", count.count())
                    .put("failures", count.failures());
        }
    }
}
