package io.opsmon.loginlog.internal.guard;

import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.guard.AttemptStoreContract;
import java.time.Duration;

class InMemoryAttemptStoreTest extends AttemptStoreContract {

    private InMemoryAttemptStore store = new InMemoryAttemptStore(1, Duration.ofHours(1));

    @Override
    protected AttemptStore emptyStore(int capacity) {
        store = new InMemoryAttemptStore(capacity, Duration.ofHours(1));
        return store;
    }

    @Override
    protected long remembered() {
        return store.size();
    }
}
