package io.opsmon.boot.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.boot.backup.BackupProperties.Scratch;
import io.opsmon.boot.backup.BackupProperties.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.ClassUtils;

/**
 * Finds the databases among a host's DataSource beans, and the connection settings for the programs of the database.
 * The settings come from the configuration, else from the connection pool, else from a connection.
 */
final class BackupDatabases {

    private static final boolean HIKARI =
            ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", BackupDatabases.class.getClassLoader());

    private final BeanFactory beans;

    BackupDatabases(BeanFactory beans) {
        this.beans = beans;
    }

    /** Returns the configured databases by name, or one database named "main" if none is configured. */
    static Map<String, Source> configured(BackupProperties properties) {
        if (!properties.dataSources().isEmpty()) {
            return new TreeMap<>(properties.dataSources());
        }
        return Map.of("main", new Binder().bindOrCreate("none", Source.class));
    }

    BackupDatabase database(String name, Source source) {
        DataSource dataSource = dataSource(name, source.bean());
        Address found = address(name, dataSource, source);
        return new BackupDatabase(
                name,
                dataSource,
                found.url(),
                source.username() == null ? found.username() : source.username(),
                source.password() == null ? found.password() : source.password());
    }

    static @Nullable BackupDatabase scratch(String name, @Nullable Scratch scratch) {
        return scratch == null
                ? null
                : BackupDatabase.unpooled(name + "-scratch", scratch.url(), scratch.username(), scratch.password());
    }

    private DataSource dataSource(String name, @Nullable String bean) {
        try {
            return bean == null ? beans.getBean(DataSource.class) : beans.getBean(bean, DataSource.class);
        } catch (NoUniqueBeanDefinitionException several) {
            throw new IllegalStateException(
                    "opsmon cannot choose which of the DataSource beans " + several.getBeanNamesFound()
                            + " to back up. Name it in opsmon.backup.data-sources." + name + ".bean.",
                    several);
        }
    }

    private record Address(
            String url, @Nullable String username, @Nullable String password) {}

    private static Address address(String name, DataSource dataSource, Source source) {
        if (source.url() != null) {
            return new Address(source.url(), null, null);
        }
        @Nullable Address pooled = HIKARI ? OfHikari.address(dataSource) : null;
        if (pooled != null) {
            return pooled;
        }
        try (Connection connection = dataSource.getConnection()) {
            return new Address(
                    connection.getMetaData().getURL(), connection.getMetaData().getUserName(), null);
        } catch (SQLException failure) {
            throw new IllegalStateException(
                    "opsmon cannot determine the connection settings for backups of the database \"" + name
                            + "\". Set opsmon.backup.data-sources." + name
                            + ".url, .username and .password.",
                    failure);
        }
    }

    /** Loaded only if HikariCP is present. */
    private static final class OfHikari {

        static @Nullable Address address(DataSource dataSource) {
            @Nullable HikariDataSource pool = pool(dataSource);
            return pool == null || pool.getJdbcUrl() == null
                    ? null
                    : new Address(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
        }

        static @Nullable HikariDataSource pool(DataSource dataSource) {
            try {
                return dataSource.isWrapperFor(HikariDataSource.class)
                        ? dataSource.unwrap(HikariDataSource.class)
                        : null;
            } catch (SQLException none) {
                return null;
            }
        }

        static void evict(DataSource dataSource) {
            @Nullable HikariDataSource pool = pool(dataSource);
            if (pool != null && pool.getHikariPoolMXBean() != null) {
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        }
    }

    /**
     * Renews pooled connections after a restore, because connections cache plans and statements of the replaced tables.
     */
    static void renewConnections(DataSource dataSource) {
        if (HIKARI) {
            OfHikari.evict(dataSource);
        }
    }
}
