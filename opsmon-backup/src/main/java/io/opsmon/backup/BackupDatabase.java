package io.opsmon.backup;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database to dump or restore: the host's pool, and the settings with which a program connects by itself.
 * {@code toString()} does not contain the password.
 *
 * @param name the name of the host's data source
 * @param dataSource the connection pool
 * @param url the JDBC URL
 * @param username the database user; null if the URL has the user or none is needed
 * @param password the password, or null
 * @param problem the reason why a program cannot connect, and the missing property; null if the settings are complete
 * @since 0.1
 */
public record BackupDatabase(
        String name,
        DataSource dataSource,
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String problem) {

    /**
     * Describes a database with complete settings.
     *
     * @param name the name of the host's data source
     * @param dataSource the connection pool
     * @param url the JDBC URL
     * @param username the database user; null if the URL has the user or none is needed
     * @param password the password, or null
     */
    public BackupDatabase(
            String name, DataSource dataSource, String url, @Nullable String username, @Nullable String password) {
        this(name, dataSource, url, username, password, null);
    }

    /**
     * Describes a database without a pool: each connection is a new one.
     *
     * @param name the name for messages and manifests
     * @param url the JDBC URL
     * @param username the database user; null if the URL has the user or none is needed
     * @param password the password, or null
     * @return the database; no connection is made yet
     */
    public static BackupDatabase unpooled(
            String name, String url, @Nullable String username, @Nullable String password) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(url);
        dataSource.setUsername(username);
        dataSource.setPassword(password);
        return new BackupDatabase(name, dataSource, url, username, password);
    }

    @Override
    public String toString() {
        return "BackupDatabase[" + name + "]";
    }
}
