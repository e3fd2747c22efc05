package io.opsmon.boot.log.recorder;

import io.opsmon.recording.RecorderStatistics;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the statistics of a recorder as JSON for the API and the Actuator endpoint.
 *
 * @since 0.1
 */
public final class RecorderJson {

    private RecorderJson() {}

    /**
     * Writes a snapshot.
     *
     * @param s the snapshot
     * @return a JSON object; times in milliseconds, sizes in bytes
     */
    public static ObjectNode write(RecorderStatistics s) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", s.state().name())
                .put("recorded", s.recorded())
                .put("stored", s.stored())
                .put("journaled", s.journaled())
                .put("spilled", s.spilled())
                .put("replayed", s.replayed())
                .put("dropped", s.dropped())
                .put("deadLettered", s.deadLettered())
                .put("storeFailures", s.storeFailures())
                .put("journalFailures", s.journalFailures())
                .put("queueDepth", s.queueDepth())
                .put("journalBytes", s.journalBytes())
                .put("lagMillis", s.lag().toMillis());
    }
}
