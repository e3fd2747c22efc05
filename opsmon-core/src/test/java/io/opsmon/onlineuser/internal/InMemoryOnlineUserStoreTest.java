package io.opsmon.onlineuser.internal;

import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.OnlineUserStoreContract;

class InMemoryOnlineUserStoreTest extends OnlineUserStoreContract {

    @Override
    protected OnlineUserStore emptyStore() {
        return new InMemoryOnlineUserStore(TIMEOUT);
    }
}
