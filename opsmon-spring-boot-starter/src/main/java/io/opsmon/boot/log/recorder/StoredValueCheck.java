package io.opsmon.boot.log.recorder;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.log.internal.jdbc.JdbcLogRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Checks at the start whether the database returns entries as they were written. A difference is one ERROR line, and a
 * detail of the health component {@code opsmon}. If the database is unavailable, the check runs before the first entry
 * is stored.
 *
 * @since 0.1
 */
public final class StoredValueCheck extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StoredValueCheck.class);

    private final @Nullable JdbcLogRepository<?, ?> store;

    /**
     * Creates a check.
     *
     * @param part the name of the log for reports
     * @param store the store of the log; null if entries are not stored by opsmon
     * @param problems receives the differences
     */
    public StoredValueCheck(String part, @Nullable JdbcLogRepository<?, ?> store, Problems problems) {
        super(part + " storage", problems);
        this.store = store;
        if (store != null) {
            problems.watch(part + " storage", store::storedValueProblem);
        }
    }

    @Override
    protected void begin() {
        if (store == null) {
            return;
        }
        try {
            store.checkStoredValues();
        } catch (DataAccessException unavailable) {
            log.debug("The stored values are checked when the database answers: {}", unavailable.getMessage());
        }
    }

    @Override
    protected void end() {}

    /** Starts before the recorder replays entries, which are hashed. */
    @Override
    public int getPhase() {
        return RecorderLifecycle.PHASE - 1;
    }
}
