package io.opsmon.boot.database;

import io.opsmon.internal.schema.MigratedDataSource;
import javax.sql.DataSource;

/**
 * Holds the DataSource of opsmon's tables. This class is not a {@link DataSource} bean, so that injection points and
 * conditions of the host see only the host's DataSources.
 *
 * @since 0.1
 */
public final class OpsmonDatabase {

    private final MigratedDataSource dataSource;

    OpsmonDatabase(MigratedDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Returns connections to tables that are current.
     *
     * @return the DataSource
     */
    public DataSource dataSource() {
        return dataSource;
    }
}
