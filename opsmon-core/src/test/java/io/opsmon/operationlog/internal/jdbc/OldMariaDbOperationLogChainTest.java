package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

/** MySQL's driver takes this server for one without fractions of seconds. */
class OldMariaDbOperationLogChainTest extends OperationLogChainContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.pool(TestDatabases.oldMariaDbThroughMySqlDriverUrl());
    }
}
