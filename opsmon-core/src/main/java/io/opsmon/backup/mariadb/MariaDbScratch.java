package io.opsmon.backup.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Another database on a server. The user needs the privileges {@code CREATE} and {@code DROP} on it. */
final class MariaDbScratch implements Scratch {

    private final MariaDbRunner runner;
    private final BackupDatabase server;
    private final BackupDatabase database;

    private MariaDbScratch(MariaDbRunner runner, BackupDatabase server, BackupDatabase database) {
        this.runner = runner;
        this.server = server;
        this.database = database;
    }

    static MariaDbScratch create(MariaDbRunner runner, BackupDatabase server, String name) throws SQLException {
        String url = MariaDbAddress.inDatabase(server.url(), name);
        MariaDbScratch scratch = new MariaDbScratch(
                runner, server, BackupDatabase.unpooled(name, url, server.username(), server.password()));
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
        execute("DROP DATABASE IF EXISTS " + MariaDbContents.quoted(database.name()));
    }
}
