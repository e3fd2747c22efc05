package io.opsmon.backup.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Another database on a server, with the encoding and the locale of the one that is backed up. The user needs the privilege {@code CREATEDB}. */
final class PostgresScratch implements Scratch {

    private final PostgresRunner runner;
    private final BackupDatabase server;
    private final BackupDatabase database;

    private PostgresScratch(PostgresRunner runner, BackupDatabase server, BackupDatabase database) {
        this.runner = runner;
        this.server = server;
        this.database = database;
    }

    static PostgresScratch create(PostgresRunner runner, BackupDatabase server, String name) throws SQLException {
        String url = PostgresAddress.inDatabase(server.url(), name);
        PostgresScratch scratch = new PostgresScratch(
                runner, server, BackupDatabase.unpooled(name, url, server.username(), server.password()));
        scratch.close();
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            String create;
            try (ResultSet like = statement.executeQuery(
                    "SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L', '"
                            + name
                            + "', pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = current_database()")) {
                like.next();
                create = like.getString(1);
            }
            statement.execute(create);
        }
        return scratch;
    }

    BackupDatabase database() {
        return database;
    }

    @Override
    public ScratchIsolation isolation() {
        return ScratchIsolation.missing(
                "the statements of the dump run with the rights of the configured user",
                "Give the scratch database a server, or a user without other rights, of its own");
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        runner.restore(database, dump, RestoreScope.INTO_EMPTY);
        return List.of();
    }

    @Override
    public List<TableContent> contents(TableProgress tables) throws SQLException, InterruptedException {
        return runner.contents(database, tables);
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            // Programs that were killed may still hold a connection.
            statement.execute("DROP DATABASE IF EXISTS " + statement.enquoteIdentifier(database.name(), true)
                    + (connection.getMetaData().getDatabaseMajorVersion() >= 13 ? " WITH (FORCE)" : ""));
        }
    }
}
