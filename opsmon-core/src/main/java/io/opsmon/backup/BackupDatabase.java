package io.opsmon.backup;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database that is dumped or restored: the host's pool, and what a program needs to connect by itself.
 * {@code toString()} tells no password.
 *
 * @param name which of the host's data sources it is
 * @param dataSource connections to it
 * @param url its JDBC URL
 * @param username who connects; null if the URL says or nobody needs to
 * @param password the password, or null
 * @since 0.1
 */
public record BackupDatabase(
        String name,
        DataSource dataSource,
        String url,
        @Nullable String username,
        @Nullable String password) {

    /**
     * A database that nobody has a pool for: each connection is a new one.
     *
     * @param name what to call it
     * @param url its JDBC URL
     * @param username who connects; null if the URL says or nobody needs to
     * @param password the password, or null
     * @return the database; nothing is asked of it yet
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
