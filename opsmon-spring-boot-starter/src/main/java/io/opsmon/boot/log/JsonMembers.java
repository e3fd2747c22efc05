package io.opsmon.boot.log;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes members of JSON objects in the forms that the whole API shares. Stateless.
 *
 * @since 0.1
 */
public final class JsonMembers {

    private static final double NANOS_PER_MILLI = 1_000_000;

    private JsonMembers() {}

    /**
     * Converts a duration to the unit of all durations in the API.
     *
     * @param duration the duration
     * @return milliseconds, with microseconds as decimals
     */
    public static double millis(Duration duration) {
        return duration.truncatedTo(ChronoUnit.MICROS).toNanos() / NANOS_PER_MILLI;
    }

    /**
     * Adds a text.
     *
     * @param node the object to change
     * @param name the member's name
     * @param value the text; null adds no member
     */
    public static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
