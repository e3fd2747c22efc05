package io.opsmon.onlineuser;

class InMemoryOnlineUserStoreTest extends OnlineUserStoreContract {

    @Override
    protected OnlineUserStore emptyStore() {
        return new InMemoryOnlineUserStore(TIMEOUT);
    }
}
