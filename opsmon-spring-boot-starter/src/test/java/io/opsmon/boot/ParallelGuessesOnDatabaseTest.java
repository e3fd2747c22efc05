package io.opsmon.boot;

import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.internal.guard.JdbcAttemptStore;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:guesses;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=120000",
            "opsmon.redis.enabled=false",
            "opsmon.login-log.guard.store=jdbc"
        })
class ParallelGuessesOnDatabaseTest extends ParallelGuessesContract {

    @Override
    Class<? extends AttemptStore> storeType() {
        return JdbcAttemptStore.class;
    }
}
