package io.opsmon.loginlog;

class InMemoryLoginLogRepositoryTest extends LoginLogRepositoryContract {

    @Override
    protected LoginLogRepository emptyRepository() {
        return new InMemoryLoginLogRepository(1_000);
    }
}
