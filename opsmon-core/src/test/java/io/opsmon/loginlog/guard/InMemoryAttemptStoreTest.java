package io.opsmon.loginlog.guard;

import java.time.Duration;

class InMemoryAttemptStoreTest extends AttemptStoreContract {

    @Override
    protected AttemptStore emptyStore() {
        return new InMemoryAttemptStore(1_000, Duration.ofHours(1));
    }
}
