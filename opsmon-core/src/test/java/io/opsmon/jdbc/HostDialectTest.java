package io.opsmon.jdbc;

import io.opsmon.testsupport.StrictH2Dialect;
import java.util.List;
import javax.sql.DataSource;

/** A dialect of a host, as the documentation shows it. */
class HostDialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return StrictH2Dialect.newDatabase();
    }

    @Override
    protected List<DatabaseDialect> dialects() {
        return List.of(new StrictH2Dialect());
    }
}
