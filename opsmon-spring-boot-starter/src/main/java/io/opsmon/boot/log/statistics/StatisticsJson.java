package io.opsmon.boot.log.statistics;

import io.opsmon.boot.log.CountJson;
import io.opsmon.boot.log.JsonMembers;
import io.opsmon.log.LogStatistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes statistics of a log as JSON: total, failures, buckets, and an array for each list of counts. Stateless.
 *
 * @since 0.1
 */
public final class StatisticsJson {

    private StatisticsJson() {}

    /**
     * Adds the members of statistics to an answer.
     *
     * @param body the answer
     * @param statistics the statistics
     */
    public static void write(ObjectNode body, LogStatistics statistics) {
        body.put("total", statistics.total()).put("failures", statistics.failures());
        body.put("failureRate", statistics.total() == 0 ? 0 : (double) statistics.failures() / statistics.total());
        ArrayNode buckets = body.putArray("buckets");
        for (LogStatistics.Bucket bucket : statistics.buckets()) {
            ObjectNode node = buckets.addObject()
                    .put("from", bucket.from().toString())
                    .put("count", bucket.count())
                    .put("failures", bucket.failures());
            @Nullable Duration mean = bucket.meanDuration();
            if (mean != null) {
                node.put("meanDurationMillis", JsonMembers.millis(mean));
            }
        }
        statistics.counts().forEach((name, counts) -> CountJson.write(body.putArray(name), counts));
    }
}
