package io.opsmon.boot.database;

import io.opsmon.schema.SchemaMode;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where opsmon's tables are and who makes them.
 *
 * @param dataSource name of the DataSource bean with opsmon's tables. If there is no such bean, the host's only or
 *     primary DataSource is taken.
 * @param migration whether opsmon makes and changes its tables at start-up, only validates that they are current, or
 *     does not look at them.
 * @param required true to stop the application's start if opsmon's tables cannot be migrated or their DataSource cannot
 *     be chosen. By default, the application starts and entries are buffered on disk.
 * @param queryTimeout the longest a query of the console or the REST API may take.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.database")
public record OpsmonDatabaseProperties(
        @DefaultValue("opsmonDataSource") String dataSource,
        @DefaultValue("migrate") SchemaMode migration,
        @DefaultValue("false") boolean required,
        @DefaultValue("10s") Duration queryTimeout) {}
