package io.opsmon.internal.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Family of a server that speaks PostgreSQL's SQL, by the product name of its driver and by its answer to
 * {@code version()}. Many servers report the name {@code PostgreSQL}, because their users connect through PostgreSQL's
 * driver.
 *
 * @param family the family of the server
 * @param unsuitability the reason why the server cannot store opsmon's tables; null if it can
 */
record PostgresVersion(ServerFamily family, @Nullable String unsuitability) {

    private static final String NAME = "postgresql";

    private static final String NO_UNIQUE_KEYS = "its transactions do not enforce unique keys";

    /** Servers without the guarantees that opsmon's tables need, as they name themselves, in lower case. */
    private static final Map<String, String> UNSUITABLE = Map.of(
            "redshift", NO_UNIQUE_KEYS,
            "cratedb", NO_UNIQUE_KEYS,
            "questdb", NO_UNIQUE_KEYS,
            "materialize", NO_UNIQUE_KEYS,
            "risingwave", NO_UNIQUE_KEYS);

    /**
     * Servers of other vendors, as they name themselves, in lower case. Their {@code COPY} has limits or commits in
     * parts, or their partitions are different.
     */
    private static final List<String> RELATIVES = List.of(
            "kingbase",
            "opengauss",
            "gaussdb",
            "mogdb",
            "vastbase",
            "highgo",
            "uxdb",
            "cockroach",
            "-yb-",
            "yugabyte",
            "greenplum",
            "cloudberry",
            "polardb",
            "tdsql",
            "tbase");

    /** Distributions of PostgreSQL itself. */
    private static final List<String> DISTRIBUTIONS = List.of("enterprisedb", "edb postgres");

    /** The families of servers. */
    enum ServerFamily {
        /** PostgreSQL, or a distribution of it. */
        POSTGRESQL,
        /** Another server with the SQL of PostgreSQL. */
        RELATIVE,
        /** Any other database. */
        NONE
    }

    private static final PostgresVersion NONE = new PostgresVersion(ServerFamily.NONE, null);

    /**
     * Asks a server for its version.
     *
     * @param connection a connection to any database
     * @return the version of the server
     * @throws SQLException if the database does not answer
     */
    static PostgresVersion of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        boolean isNamed = product.equals(NAME) || names(DISTRIBUTIONS, product) || names(RELATIVES, product);
        String version;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version()")) {
            version = row.next() ? String.valueOf(row.getString(1)).toLowerCase(Locale.ROOT) : "";
        } catch (SQLException failure) {
            if (isNamed) {
                throw failure;
            }
            return NONE;
        }
        if (!isNamed && !version.contains(NAME)) {
            return NONE;
        }
        return of(product, version);
    }

    private static PostgresVersion of(String product, String version) {
        for (Map.Entry<String, String> unsuitable : UNSUITABLE.entrySet()) {
            if (product.contains(unsuitable.getKey()) || version.contains(unsuitable.getKey())) {
                return new PostgresVersion(ServerFamily.RELATIVE, unsuitable.getValue());
            }
        }
        boolean isPostgres = product.equals(NAME) || names(DISTRIBUTIONS, product);
        return isPostgres && version.startsWith(NAME) && !names(RELATIVES, version)
                ? new PostgresVersion(ServerFamily.POSTGRESQL, null)
                : new PostgresVersion(ServerFamily.RELATIVE, null);
    }

    private static boolean names(List<String> servers, String text) {
        return servers.stream().anyMatch(text::contains);
    }
}
