package io.opsmon.loginlog.internal;

import io.opsmon.log.internal.InMemoryLogRepository;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;

/**
 * Keeps the newest entries in memory, for tests and for hosts without a database. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryLoginLogRepository extends InMemoryLogRepository<LoginLogEntry, LoginLogFilter>
        implements LoginLogRepository {

    /**
     * Creates an empty repository.
     *
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryLoginLogRepository(int capacity) {
        super(LoginLogDefinition.LOGIN_LOG, capacity);
    }
}
