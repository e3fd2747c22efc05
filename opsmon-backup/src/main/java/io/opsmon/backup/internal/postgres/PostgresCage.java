package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.ScratchIsolation;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary role that owns a scratch database. The role has the name of the database and a random password. The
 * role is not a superuser, cannot create roles or databases, and is not a member of any role.
 *
 * <p>The password is hashed before it is sent, so that no log of the server contains it. The role expires after a week.
 * From then on, any verification on that server removes the role and its database, if they still exist.
 */
final class PostgresCage {

    static final String PREFIX = "opsmon_scratch_";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final Logger log = LoggerFactory.getLogger(PostgresCage.class);

    private static final int SECRET_BYTES = 24;
    private static final int MORE_CONNECTIONS = 8;

    /** In older versions, members of a role can use it implicitly if they inherit its rights. */
    private static final int EXPLICIT_MEMBERSHIP = 160_000;

    private static final String RIGHTS =
            "SELECT rolsuper, rolcreaterole, rolinherit, current_setting('server_version_num')::int, rolname"
                    + " FROM pg_catalog.pg_roles WHERE rolname = current_user";

    private static final String EXPIRED =
            "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname LIKE 'opsmon\\_scratch\\_%' AND"
                    + " r.rolvaliduntil < now()"
                    + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.usename = r.rolname)";

    /** Checks that the session is that of the role, and that the role has rights on its database only. */
    private static final String CAGED =
            "SELECT session_user = current_database() AND current_user = session_user AND NOT r.rolsuper AND NOT"
                    + " r.rolcreaterole"
                    + " AND NOT r.rolcreatedb AND NOT r.rolreplication AND NOT r.rolbypassrls"
                    + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid)"
                    + " FROM pg_catalog.pg_roles r WHERE r.rolname = current_user";

    private final String name;
    private final String password;

    private PostgresCage(String name, String password) {
        this.name = name;
        this.password = password;
    }

    String user() {
        return name;
    }

    String password() {
        return password;
    }

    /** Returns the reason why the user of a connection cannot create such a role; null if it can. */
    static @Nullable ScratchIsolation obstacle(Statement statement) throws SQLException {
        try (ResultSet rights = statement.executeQuery(RIGHTS)) {
            rights.next();
            String user = rights.getString(5);
            if (rights.getBoolean(1)) {
                return null;
            }
            if (!rights.getBoolean(2)) {
                return ScratchIsolation.missing(
                        "the user \"" + user + "\" may not create the temporary role of the scratch database",
                        "Set scratch.url and scratch.username to a user with CREATEDB and CREATEROLE, or grant"
                                + " these to \""
                                + user + "\"");
            }
            if (!rights.getBoolean(3) && rights.getInt(4) < EXPLICIT_MEMBERSHIP) {
                return ScratchIsolation.missing(
                        "the user \"" + user
                                + "\" does not inherit rights, so that it cannot give a database to the temporary role",
                        "Set scratch.url and scratch.username to a user with CREATEDB, CREATEROLE and INHERIT");
            }
            return null;
        }
    }

    /** Checks whether the user of a connection is a superuser. */
    static boolean isSuperuser(Statement statement) throws SQLException {
        return PostgresRunner.text(
                        statement, "SELECT rolsuper::text FROM pg_catalog.pg_roles WHERE rolname = current_user")
                .equals("true");
    }

    /** Creates the role. */
    static PostgresCage create(Connection connection, Statement statement, String name, int parallelism)
            throws SQLException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        PostgresCage cage = new PostgresCage(name, HexFormat.of().formatHex(secret));
        String role = statement.enquoteIdentifier(name, true);
        String validUntil = PostgresRunner.text(statement, "SELECT quote_literal(now() + interval '7 days')");
        statement.execute("CREATE ROLE " + role
                + " LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS INHERIT CONNECTION LIMIT "
                + (parallelism + MORE_CONNECTIONS) + " VALID UNTIL " + validUntil);
        connection.unwrap(PGConnection.class).alterUserPassword(name, cage.password.toCharArray(), null);
        statement.execute("ALTER ROLE " + role + " SET lock_timeout = '5min'");
        int version = Integer.parseInt(PostgresRunner.text(statement, "SHOW server_version_num"));
        // Required to make the role the owner of a database, and to drop the database.
        if (!isSuperuser(statement)) {
            statement.execute("GRANT " + role + " TO CURRENT_USER"
                    + (version >= EXPLICIT_MEMBERSHIP ? " WITH INHERIT TRUE, SET TRUE" : ""));
        }
        return cage;
    }

    /** Returns the reason why the role cannot be used; null if its session has rights on its database only. */
    static @Nullable ScratchIsolation tried(BackupDatabase database) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet caged = statement.executeQuery(CAGED)) {
            return caged.next() && caged.getBoolean(1)
                    ? null
                    : ScratchIsolation.missing(
                            "the connection of the temporary role has other rights",
                            "Connect to PostgreSQL itself in scratch.url, with no pool or proxy in between");
        } catch (SQLException refused) {
            return ScratchIsolation.missing(
                    "the server does not let the temporary role connect (" + refused.getMessage() + ")",
                    "Let roles whose names begin with " + PREFIX
                            + " connect to databases of the same names by password in pg_hba.conf");
        }
    }

    /** Drops the database and the role of a name. */
    static void drop(Connection connection, Statement statement, String name) throws SQLException {
        String quoted = statement.enquoteIdentifier(name, true);
        String drop = "DROP DATABASE IF EXISTS " + quoted;
        try {
            // Killed programs may still hold a connection.
            statement.execute(drop + (connection.getMetaData().getDatabaseMajorVersion() >= 13 ? " WITH (FORCE)" : ""));
        } catch (SQLException refused) {
            if (!INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw refused;
            }
            // An autovacuum worker has no role. PostgreSQL ends the worker for a drop without FORCE.
            statement.execute(drop);
        }
        // A user without CREATEROLE may not even run DROP ROLE IF EXISTS for a missing role.
        if (!names(statement, "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = '" + name + "'")
                .isEmpty()) {
            statement.execute("DROP ROLE IF EXISTS " + quoted);
        }
    }

    /**
     * Drops the expired roles and databases of dead verifications. Running verifications, on any node, have roles that
     * are not expired.
     */
    static void sweep(Connection connection, Statement statement) throws SQLException {
        for (String name : names(statement, EXPIRED)) {
            try {
                drop(connection, statement, name);
            } catch (SQLException remains) {
                log.warn(
                        "Scratch database \"{}\" of a dead verification may still exist; drop the database manually",
                        name,
                        remains);
            }
        }
    }

    private static List<String> names(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
