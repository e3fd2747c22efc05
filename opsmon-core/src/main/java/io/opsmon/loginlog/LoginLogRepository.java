package io.opsmon.loginlog;

import io.opsmon.log.LogRepository;
import java.time.Duration;

/**
 * Where login logs are kept. A host plugs in a store of its own as a bean; {@code LoginLogRepositoryContract} in the
 * test-jar of opsmon-core tells whether it is right. Thread-safe.
 *
 * @since 0.1
 */
public interface LoginLogRepository extends LogRepository<LoginLogEntry, LoginLogQuery> {

    /**
     * Counts the entries that match.
     *
     * @param query filters; cursor and limit do not count
     * @param bucket the width of the buckets of time, in whole seconds
     * @return the counts
     */
    LoginLogStatistics aggregate(LoginLogQuery query, Duration bucket);
}
