package io.opsmon.boot.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.boot.backup.BackupProperties.Scratch;
import io.opsmon.boot.backup.BackupProperties.Source;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

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
        boolean isComplete = found.problem() == null || source.password() != null || hasPassword(found.url());
        return new BackupDatabase(
                name,
                dataSource,
                found.url(),
                source.username() == null ? found.username() : source.username(),
                source.password() == null ? found.password() : source.password(),
                isComplete ? null : found.problem());
    }

    private static boolean hasPassword(String url) {
        return url.toLowerCase(Locale.ROOT).contains("password=");
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
            String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String problem) {}

    private Address address(String name, DataSource dataSource, Source source) {
        if (source.url() != null) {
            return new Address(source.url(), null, null, null);
        }
        @Nullable PoolSettings pooled = PoolSettings.of(dataSource);
        if (pooled != null && pooled.isPasswordReadable()) {
            return new Address(pooled.url(), pooled.username(), pooled.password(), null);
        }
        Address connected =
                pooled == null ? connected(name, dataSource) : new Address(pooled.url(), pooled.username(), null, null);
        @Nullable ConnectionDetails details = ConnectionDetails.of(beans, connected.url());
        if (details != null) {
            return new Address(connected.url(), details.username(), details.password(), null);
        }
        return new Address(
                connected.url(),
                connected.username(),
                null,
                "The password of the DataSource for backups of the database \"" + name + "\" cannot be read from "
                        + (pooled == null ? dataSource : pooled.pool())
                                .getClass()
                                .getName()
                        + ". Set opsmon.backup.data-sources." + name + ".password"
                        + (connected.username() == null ? " and .username." : "."));
    }

    private static Address connected(String name, DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL();
            return new Address(url, user(url, connection.getMetaData().getUserName()), null, null);
        } catch (SQLException | IllegalStateException failure) {
            throw new IllegalStateException(
                    "opsmon cannot determine the connection settings for backups of the database \"" + name
                            + "\". Set opsmon.backup.data-sources." + name
                            + ".url, .username and .password.",
                    failure);
        }
    }

    /** MySQL's driver adds the host to the name of the user. */
    private static @Nullable String user(String url, @Nullable String reported) {
        if (reported == null || !url.startsWith("jdbc:mysql:")) {
            return reported;
        }
        int host = reported.lastIndexOf('@');
        return host < 0 ? reported : reported.substring(0, host);
    }

    /** User and password of Spring Boot's {@code JdbcConnectionDetails}, of a test container for example. */
    private record ConnectionDetails(
            @Nullable String username, @Nullable String password) {

        private static final String TYPE = "org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails";

        static @Nullable ConnectionDetails of(BeanFactory beans, String url) {
            ClassLoader loader = BackupDatabases.class.getClassLoader();
            if (!ClassUtils.isPresent(TYPE, loader)) {
                return null;
            }
            @Nullable
            Object bean = beans.getBeanProvider(ClassUtils.resolveClassName(TYPE, loader))
                    .getIfUnique();
            if (bean == null || !url.equals(text(bean, "getJdbcUrl"))) {
                return null;
            }
            return new ConnectionDetails(text(bean, "getUsername"), text(bean, "getPassword"));
        }

        private static @Nullable String text(Object bean, String getter) {
            @Nullable Method method = ReflectionUtils.findMethod(bean.getClass(), getter);
            if (method == null || !method.trySetAccessible()) {
                return null;
            }
            return (String) ReflectionUtils.invokeMethod(method, bean);
        }
    }

    /** Loaded only if HikariCP is present. */
    private static final class OfHikari {

        static void evict(DataSource dataSource) {
            if (PoolSettings.pool(dataSource) instanceof HikariDataSource pool && pool.getHikariPoolMXBean() != null) {
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
