package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.StrictH2Dialect;
import javax.sql.DataSource;

/** A database that only a dialect of the host supports. */
class HostDialectOperationLogChainTest extends OperationLogChainContract {

    @Override
    DataSource pool() {
        return StrictH2Dialect.newDatabase();
    }
}
