package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.ScratchIsolation;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary user of a scratch database, with a random password and rights on that database only. The user cannot
 * grant its rights, and cannot create events, which would run after the verification.
 *
 * <p>The user can sign in only from the host from which the server sees the configured user, and expires after a week.
 */
final class MariaDbCage {

    private static final Logger log = LoggerFactory.getLogger(MariaDbCage.class);

    private static final int SECRET_BYTES = 24;
    private static final int CONNECTIONS = 8;

    /** The longest name of a user of MySQL. */
    private static final int MAX_NAME = 32;

    private static final String PREFIX = "opsmon_scratch_";

    private static final String RIGHTS =
            "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK"
                    + " TABLES,"
                    + " EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, TRIGGER";

    /** Checks whether functions and triggers require a superuser. */
    private static final String DISTRUSTS = "SELECT @@log_bin AND NOT @@log_bin_trust_function_creators";

    private static final String THERE =
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'opsmon\\_scratch\\_%'";

    /** Queried for one database at a time: for several databases, the server would open all of its databases. */
    private static final String IS_FORGOTTEN =
            "SELECT COALESCE(MAX(CREATE_TIME) < NOW() - INTERVAL 7 DAY, 0) FROM information_schema.TABLES WHERE"
                    + " TABLE_SCHEMA = ";

    private final String user;
    private final String password;

    private MariaDbCage(String user, String password) {
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    /** Returns the reason why a restore would fail in the cage; null if there is none. */
    static @Nullable ScratchIsolation obstacle(Connection connection) throws SQLException {
        return MariaDbContents.names(connection, DISTRUSTS).get(0).equals("1")
                ? ScratchIsolation.missing(
                        "with binary logging, the server lets only a superuser create functions and triggers",
                        "Set log_bin_trust_function_creators=ON on the server, or scratch.url to a server without"
                                + " binary"
                                + " logging")
                : null;
    }

    /** Creates the user of an existing database. */
    static MariaDbCage create(Connection connection, String database) throws SQLException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        MariaDbCage cage = new MariaDbCage(userOf(database), HexFormat.of().formatHex(secret));
        String account = account(connection, database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER " + account + " IDENTIFIED BY '" + cage.password
                    + "' WITH MAX_USER_CONNECTIONS " + CONNECTIONS + " PASSWORD EXPIRE INTERVAL 7 DAY");
            // An unescaped underscore would match any character.
            statement.execute("GRANT " + RIGHTS + " ON "
                    + MariaDbContents.quoted(database.replace("_", "\\_").replace("%", "\\%")) + ".* TO " + account);
        }
        return cage;
    }

    static ScratchIsolation refused(SQLException refusal) {
        return ScratchIsolation.missing(
                "the configured user may not create the temporary user of the scratch database (" + refusal.getMessage()
                        + ")",
                "Set scratch.url and scratch.username to a user with CREATE USER, and with all privileges on"
                        + " `opsmon\\_scratch\\_%`.*"
                        + " WITH GRANT OPTION");
    }

    /** Returns the reason why the user cannot be used; null if its session has rights on its database only. */
    static @Nullable ScratchIsolation tried(BackupDatabase database) {
        try (Connection connection = database.dataSource().getConnection()) {
            String user = MariaDbContents.names(connection, "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")
                    .get(0);
            boolean hasMore = MariaDbContents.names(connection, "SHOW GRANTS").stream()
                    .anyMatch(grant -> grant.contains(" ON *.* ") && !grant.startsWith("GRANT USAGE ON *.* "));
            return userOf(database.name()).equals(user) && !hasMore
                    ? null
                    : ScratchIsolation.missing(
                            "the connection of the temporary user has other rights",
                            "Connect to the server itself in scratch.url, with no proxy in between, and grant no"
                                    + " rights to all users");
        } catch (SQLException refused) {
            return ScratchIsolation.missing(
                    "the server does not let the temporary user connect (" + refused.getMessage() + ")",
                    "Let users whose names begin with " + PREFIX + " connect by password");
        }
    }

    /** Drops a database and its user. */
    static void drop(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + MariaDbContents.quoted(database));
            try {
                statement.execute("DROP USER IF EXISTS " + account(connection, database));
            } catch (SQLException notAllowed) {
                // A configured user that may not drop users has created none.
                log.debug("User of scratch database \"{}\" was not dropped", database, notAllowed);
            }
        }
    }

    /**
     * Drops the databases and users of verifications that died a week ago. Running verifications, on any node, are not
     * affected.
     */
    static void sweep(Connection connection) throws SQLException {
        for (String database : MariaDbContents.names(connection, THERE)) {
            try {
                if (MariaDbContents.names(connection, IS_FORGOTTEN + MariaDbRows.literal(database))
                        .contains("1")) {
                    drop(connection, database);
                }
            } catch (SQLException remains) {
                log.warn(
                        "Scratch database \"{}\" of a dead verification may still exist; drop the database manually",
                        database,
                        remains);
            }
        }
    }

    private static String userOf(String database) {
        return database.length() <= MAX_NAME
                ? database
                : PREFIX + database.substring(database.length() - MAX_NAME + PREFIX.length());
    }

    /** Returns the account with the host that the server sees, which takes precedence over any anonymous user. */
    private static String account(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet host = statement.executeQuery("SELECT SUBSTRING_INDEX(USER(), '@', -1)")) {
            host.next();
            return "'" + userOf(database) + "'@'" + host.getString(1).replace("'", "''") + "'";
        }
    }
}
