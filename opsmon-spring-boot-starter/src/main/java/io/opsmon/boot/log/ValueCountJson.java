package io.opsmon.boot.log;

import io.opsmon.log.ValueCount;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * Counts of values, as the API shows them.
 *
 * @since 0.1
 */
public final class ValueCountJson {

    private ValueCountJson() {}

    /**
     * Adds counts: {@code {value, count, failures}}.
     *
     * @param array takes them
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
