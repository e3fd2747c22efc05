package io.opsmon.boot.log;

import io.opsmon.log.ValueCount;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * Writes counts of values as JSON for the API.
 *
 * @since 0.1
 */
public final class ValueCountJson {

    private ValueCountJson() {}

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
