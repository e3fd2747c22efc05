package io.opsmon.operationlog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Failures of a period, grouped by error type, module and action. Messages do not distinguish groups, because most
 * messages contain identifiers and quantities. Immutable.
 *
 * @param groups the groups in the requested order
 * @param hasMore whether there are more groups than requested
 * @param bucket the width of a bucket of {@link Group#trend}
 * @since 0.1
 */
public record FailureGroups(List<Group> groups, boolean hasMore, Duration bucket) {

    /** Number of buckets of a trend. */
    public static final int BUCKETS = 24;

    /** Default maximum number of groups. */
    public static final int DEFAULT_LIMIT = 50;

    /** Highest maximum number of groups. */
    public static final int MAX_LIMIT = 200;

    /** Order of groups. */
    public enum Sort {

        /** The most frequent failure first. */
        COUNT,

        /** The most recent failure first. */
        LAST
    }

    /**
     * Failures with the same error type, module and action.
     *
     * @param errorType the type of the failure; null for failures without a reason
     * @param module the module
     * @param action the action
     * @param count the number of failures in the period
     * @param previous the number of failures in the period of the same length before
     * @param operators the number of operators, ignoring case; failures without operator do not count
     * @param first the time of the first failure in the period
     * @param last the time of the last failure
     * @param trend the numbers of failures in {@value FailureGroups#BUCKETS} buckets from the beginning of the period
     * @param newest the newest failure, as an example
     */
    public record Group(
            @Nullable String errorType,
            String module,
            String action,
            long count,
            long previous,
            long operators,
            Instant first,
            Instant last,
            List<Long> trend,
            Newest newest) {}

    /**
     * Newest entry of a group.
     *
     * @param id the id of the entry
     * @param description the description of the operation
     * @param message the message of the failure; null if there is none
     */
    public record Newest(
            UUID id, String description, @Nullable String message) {}
}
