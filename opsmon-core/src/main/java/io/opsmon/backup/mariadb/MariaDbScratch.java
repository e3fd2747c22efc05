package io.opsmon.backup.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Another database on a server. The user needs the privileges {@code CREATE} and {@code DROP} on it. */
final class MariaDbScratch implements Scratch {

    private final BackupDatabase server;
    private final BackupDatabase database;

    private MariaDbScratch(BackupDatabase server, BackupDatabase database) {
        this.server = server;
        this.database = database;
    }

    static MariaDbScratch create(BackupDatabase server, String name) throws SQLException {
        String url = MariaDbAddress.inDatabase(server.url(), name);
        MariaDbScratch scratch =
                new MariaDbScratch(server, BackupDatabase.unpooled(name, url, server.username(), server.password()));
        scratch.close();
        scratch.execute("CREATE DATABASE " + MariaDbContents.quoted(name));
        return scratch;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public BackupDatabase database() {
        return database;
    }

    @Override
    public void close() throws SQLException {
        execute("DROP DATABASE IF EXISTS " + MariaDbContents.quoted(database.name()));
    }
}
