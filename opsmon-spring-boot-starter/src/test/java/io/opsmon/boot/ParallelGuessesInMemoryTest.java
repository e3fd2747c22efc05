package io.opsmon.boot;

import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:guessesmemory;DB_CLOSE_DELAY=-1",
            "opsmon.redis.enabled=false",
            "opsmon.login-log.guard.store=memory"
        })
class ParallelGuessesInMemoryTest extends ParallelGuessesContract {

    @Override
    Class<? extends AttemptStore> storeType() {
        return InMemoryAttemptStore.class;
    }
}
