package io.opsmon.loginlog.internal;

import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginLogRepositoryContract;

class InMemoryLoginLogRepositoryTest extends LoginLogRepositoryContract {

    @Override
    protected LoginLogRepository emptyRepository() {
        return new InMemoryLoginLogRepository(1_000);
    }
}
