package io.opsmon.loginlog;

import io.opsmon.log.LogRepository;
import java.time.Duration;

/**
 * Stores login logs. A host plugs in its own store as a bean; {@code LoginLogRepositoryContract} in the test-jar of
 * opsmon-core tests an implementation. Thread-safe.
 *
 * @since 0.1
 */
public interface LoginLogRepository extends LogRepository<LoginLogEntry, LoginLogQuery> {

    /**
     * Counts the matching entries.
     *
     * @param query the filters; cursor and limit are ignored
     * @param bucket the width of a time bucket, in whole seconds
     * @return the counts
     */
    LoginLogStatistics aggregate(LoginLogQuery query, Duration bucket);
}
