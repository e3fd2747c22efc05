package io.opsmon.loginlog;

import io.opsmon.log.LogRepository;

/**
 * Stores login logs. A host plugs in its own store as a bean; {@code LoginLogRepositoryContract} in the test-jar of
 * opsmon-core tests an implementation. Thread-safe.
 *
 * @since 0.1
 */
public interface LoginLogRepository extends LogRepository<LoginLogEntry, LoginLogFilter> {}
