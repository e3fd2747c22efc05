package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A separate database on a server, with the encoding and the locale of the original database, and with a
 * {@link PostgresCage}. The user needs {@code CREATEDB}, and {@code CREATEROLE} for the cage.
 */
final class PostgresScratch implements Scratch {

    private static final int OWNED_PUBLIC_SCHEMA = 15;

    /** Allows the owner of a table to read all rows, in spite of the policies of the table. */
    private static final String NO_FORCED_POLICIES = """
            DO $opsmon$
            DECLARE forced regclass;
            BEGIN
              FOR forced IN SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relforcerowsecurity LOOP
                EXECUTE pg_catalog.format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', forced);
              END LOOP;
            END $opsmon$""";

    private static final String ROWS_OF_EXTENSION = """
            DO $opsmon$
            DECLARE each regclass;
            BEGIN
              FOR each IN SELECT unnest(extconfig) FROM pg_catalog.pg_extension WHERE extname = '${extension}' LOOP
                EXECUTE pg_catalog.format('GRANT ALL ON %s TO %s', each, '${role}');
              END LOOP;
            END $opsmon$""";

    private static final Logger log = LoggerFactory.getLogger(PostgresScratch.class);

    private final PostgresRunner runner;
    private final BackupDatabase server;
    private final BackupDatabase database;
    private final ScratchIsolation isolation;

    private PostgresScratch(
            PostgresRunner runner, BackupDatabase server, BackupDatabase database, ScratchIsolation isolation) {
        this.runner = runner;
        this.server = server;
        this.database = database;
        this.isolation = isolation;
    }

    static PostgresScratch create(PostgresRunner runner, BackupDatabase server, String name) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            PostgresCage.drop(connection, statement, name);
            PostgresCage.sweep(connection, statement);
            @Nullable ScratchIsolation obstacle = PostgresCage.obstacle(statement);
            boolean done = false;
            try {
                if (obstacle == null) {
                    BackupDatabase caged = caged(connection, statement, server, name, runner.parallelism());
                    obstacle = PostgresCage.tried(caged);
                    if (obstacle == null) {
                        done = true;
                        return new PostgresScratch(runner, server, caged, ScratchIsolation.ISOLATED);
                    }
                    PostgresCage.drop(connection, statement, name);
                }
                createDatabase(statement, name, "");
                done = true;
            } finally {
                if (!done) {
                    PostgresCage.drop(connection, statement, name);
                }
            }
            return new PostgresScratch(runner, server, shared(server, name), obstacle);
        }
    }

    private static BackupDatabase caged(
            Connection connection, Statement statement, BackupDatabase server, String name, int parallelism)
            throws SQLException {
        PostgresCage cage = PostgresCage.create(connection, statement, name, parallelism);
        String owner = statement.enquoteIdentifier(cage.user(), true);
        createDatabase(statement, name, " OWNER " + owner);
        if (connection.getMetaData().getDatabaseMajorVersion() < OWNED_PUBLIC_SCHEMA) {
            givePublicSchema(server, name, owner);
        }
        return BackupDatabase.unpooled(
                name, PostgresAddress.inDatabaseAs(server.url(), name), cage.user(), cage.password());
    }

    /**
     * Gives the public schema to the owner, because dumps may have a comment on the schema. In older versions, the
     * schema belongs to the first superuser. If the configured user is not a superuser, the owner is not changed.
     */
    private static void givePublicSchema(BackupDatabase server, String name, String owner) throws SQLException {
        try (Connection connection = shared(server, name).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (PostgresRunner.text(
                            statement,
                            "SELECT pg_catalog.pg_has_role(nspowner, 'USAGE')::text FROM pg_catalog.pg_namespace"
                                    + " WHERE nspname = 'public'")
                    .equals("true")) {
                statement.execute("ALTER SCHEMA public OWNER TO " + owner);
            }
        }
    }

    private static void createDatabase(Statement statement, String name, String owner) throws SQLException {
        String create;
        try (ResultSet like = statement.executeQuery(
                "SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L', '"
                        + name
                        + "', pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname"
                        + " = current_database()")) {
            like.next();
            create = like.getString(1);
        }
        statement.execute(create + owner);
    }

    BackupDatabase database() {
        return database;
    }

    @Override
    public ScratchIsolation isolation() {
        return isolation;
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        ScratchContents contents;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            contents = ScratchContents.of(statement, isolation.isIsolated(), this::provide);
        }
        List<String> notChecked = new ArrayList<>(runner.restore(database, dump, contents));
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(NO_FORCED_POLICIES);
        }
        notChecked.addAll(0, contents.leftOut());
        return notChecked;
    }

    /**
     * Creates an extension that requires a superuser, if the configured user is a superuser. Grants access to its
     * tables, so that their rows in the dump can be restored.
     */
    private boolean provide(String extension, String schema) {
        BackupDatabase fresh = shared(server, database.name());
        try (Connection connection = fresh.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (!PostgresCage.isSuperuser(statement)) {
                return false;
            }
            statement.execute("CREATE EXTENSION IF NOT EXISTS " + statement.enquoteIdentifier(extension, true)
                    + " WITH SCHEMA " + statement.enquoteIdentifier(schema, true));
            statement.execute(ROWS_OF_EXTENSION
                    .replace("${extension}", extension)
                    .replace("${role}", statement.enquoteIdentifier(database.name(), true)));
            return true;
        } catch (SQLException refused) {
            log.info(
                    "Extension \"{}\" cannot be created in scratch database \"{}\" and is left out",
                    extension,
                    database.name(),
                    refused);
            return false;
        }
    }

    private static BackupDatabase shared(BackupDatabase server, String name) {
        return BackupDatabase.unpooled(
                name, PostgresAddress.inDatabase(server.url(), name), server.username(), server.password());
    }

    @Override
    public List<TableContent> contents(TableProgress tables) throws SQLException, InterruptedException {
        return runner.contents(database, tables);
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            PostgresCage.drop(connection, statement, database.name());
        }
    }
}
