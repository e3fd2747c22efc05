package io.opsmon.boot.database;

import io.opsmon.internal.schema.SchemaMode;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Location and migration of the tables of opsmon.
 *
 * @param dataSource Name of the DataSource bean with the tables of opsmon. Without such a bean, the only or primary
 *     DataSource of the application.
 * @param migration Treatment of the tables at the start: "migrate" creates and changes them, "validate" checks that
 *     they are current, "none" does not check.
 * @param required Whether the application stops at the start if the tables cannot be migrated or their DataSource
 *     cannot be selected. By default, the application starts and entries are buffered on disk.
 * @param queryTimeout Maximum duration of a query of the console or the REST API.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.database")
public record OpsmonDatabaseProperties(
        @DefaultValue("opsmonDataSource") String dataSource,
        @DefaultValue("migrate") SchemaMode migration,
        @DefaultValue("false") boolean required,
        @DefaultValue("10s") Duration queryTimeout) {}
