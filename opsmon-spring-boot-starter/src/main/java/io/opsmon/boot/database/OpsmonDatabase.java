package io.opsmon.boot.database;

import io.opsmon.schema.MigratedDataSource;
import javax.sql.DataSource;

/**
 * The database of opsmon's tables. Not a {@link DataSource} bean, so that a host's injection points and conditions see
 * only the host's own.
 *
 * @since 0.1
 */
public final class OpsmonDatabase {

    private final MigratedDataSource dataSource;

    OpsmonDatabase(MigratedDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Connections to tables that are current.
     *
     * @return the DataSource
     */
    public DataSource dataSource() {
        return dataSource;
    }
}
