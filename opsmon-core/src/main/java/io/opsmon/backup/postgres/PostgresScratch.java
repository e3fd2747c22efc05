package io.opsmon.backup.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Another database on a server, with the encoding and the locale of the one that is backed up. The user needs the privilege {@code CREATEDB}. */
final class PostgresScratch implements Scratch {

    private final BackupDatabase server;
    private final BackupDatabase database;

    private PostgresScratch(BackupDatabase server, BackupDatabase database) {
        this.server = server;
        this.database = database;
    }

    static PostgresScratch create(BackupDatabase server, String name) throws SQLException {
        String url = PostgresAddress.inDatabase(server.url(), name);
        PostgresScratch scratch =
                new PostgresScratch(server, BackupDatabase.unpooled(name, url, server.username(), server.password()));
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

    @Override
    public BackupDatabase database() {
        return database;
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
