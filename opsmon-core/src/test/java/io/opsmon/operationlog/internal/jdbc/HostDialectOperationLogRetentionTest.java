package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.StrictH2Dialect;
import javax.sql.DataSource;

/** A database that only a dialect of the host supports. */
class HostDialectOperationLogRetentionTest extends OperationLogRetentionContract {

    @Override
    DataSource pool() {
        return StrictH2Dialect.newDatabase();
    }

    @Override
    DataSource named(HikariDataSource other) {
        return StrictH2Dialect.named(other);
    }
}
