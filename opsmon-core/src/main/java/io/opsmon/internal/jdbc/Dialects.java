package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Detects the dialect of one DataSource: the host's dialects are asked first. The answer is remembered. Thread-safe.
 *
 * @since 0.1
 */
public final class Dialects {

    private static final List<DatabaseDialect> BUILT_IN =
            List.of(new H2Dialect(), new MySqlDialect(), new PostgresDialect(), new PostgresRelativeDialect());

    private final List<DatabaseDialect> own;
    private volatile @Nullable DatabaseDialect known;

    /**
     * Creates the detection for a DataSource.
     *
     * @param own the dialects of the host, in the order in which they are asked
     */
    public Dialects(List<DatabaseDialect> own) {
        this.own = List.copyOf(own);
    }

    /** A DataSource for which the host's dialects are known. */
    public interface Holder {

        /**
         * Returns the detection for this DataSource.
         *
         * @return the detection
         */
        Dialects dialects();
    }

    /**
     * Returns the detection for a DataSource.
     *
     * @param dataSource any DataSource
     * @return the detection of its {@link Holder}; without a holder, a new detection without dialects of the host
     */
    public static Dialects of(DataSource dataSource) {
        @Nullable DataSource candidate = dataSource;
        while (candidate != null) {
            if (candidate instanceof Holder holder) {
                return holder.dialects();
            }
            candidate = candidate instanceof DelegatingDataSource wrapper ? wrapper.getTargetDataSource() : null;
        }
        return new Dialects(List.of());
    }

    /**
     * Returns the detected dialect.
     *
     * @return the dialect; null before the detection
     */
    public @Nullable DatabaseDialect known() {
        return known;
    }

    /**
     * Returns the dialect of the database.
     *
     * @param connection a connection to the database
     * @return the dialect
     * @throws SQLException if the database fails
     * @throws IllegalStateException if no dialect supports the database
     */
    public DatabaseDialect of(Connection connection) throws SQLException {
        @Nullable DatabaseDialect found = known;
        if (found != null) {
            return found;
        }
        return find(connection)
                .orElseThrow(() -> new IllegalStateException("opsmon's tables cannot be stored in \""
                        + product(connection) + "\". Supported databases are H2, PostgreSQL, MariaDB and MySQL."
                        + " Define a DatabaseDialect bean, custom repository beans, or a separate DataSource bean with"
                        + " the name \"opsmonDataSource\"."));
    }

    /**
     * Returns the dialect of the database, if there is one.
     *
     * @param connection a connection to the database
     * @return the dialect; empty if no dialect supports the database
     * @throws SQLException if the database fails
     */
    public Optional<DatabaseDialect> find(Connection connection) throws SQLException {
        @Nullable DatabaseDialect found = known;
        if (found == null) {
            found = first(own, connection);
        }
        if (found == null) {
            found = first(BUILT_IN, connection);
        }
        known = found;
        return Optional.ofNullable(found);
    }

    private static @Nullable DatabaseDialect first(List<DatabaseDialect> dialects, Connection connection)
            throws SQLException {
        for (DatabaseDialect dialect : dialects) {
            if (dialect.supports(connection)) {
                return dialect;
            }
        }
        return null;
    }

    private static String product(Connection connection) {
        try {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException failure) {
            return "a database without a name";
        }
    }
}
