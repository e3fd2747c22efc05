package io.opsmon.backup.internal.mariadb;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A separate database on a server, with a {@link MariaDbCage}. The user needs {@code CREATE} and {@code DROP} on the
 * database. The cage needs {@code CREATE USER} and all privileges on the database with {@code GRANT OPTION}.
 */
final class MariaDbScratch implements Scratch {

    private final MariaDbRunner runner;
    private final BackupDatabase server;
    private final BackupDatabase database;
    private final ScratchIsolation isolation;

    private MariaDbScratch(
            MariaDbRunner runner, BackupDatabase server, BackupDatabase database, ScratchIsolation isolation) {
        this.runner = runner;
        this.server = server;
        this.database = database;
        this.isolation = isolation;
    }

    static MariaDbScratch create(MariaDbRunner runner, BackupDatabase server, String name) throws SQLException {
        BackupDatabase shared = inDatabase(server, name);
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            MariaDbCage.drop(connection, name);
            MariaDbCage.sweep(connection);
            statement.execute("CREATE DATABASE " + MariaDbContents.quoted(name));
            boolean done = false;
            try {
                @Nullable ScratchIsolation obstacle = MariaDbCage.obstacle(connection);
                if (obstacle == null) {
                    try {
                        MariaDbCage cage = MariaDbCage.create(connection, name);
                        BackupDatabase caged = BackupDatabase.unpooled(
                                name, MariaDbAddress.withoutUser(shared.url()), cage.user(), cage.password());
                        obstacle = MariaDbCage.tried(caged);
                        if (obstacle == null) {
                            done = true;
                            return new MariaDbScratch(runner, server, caged, ScratchIsolation.ISOLATED);
                        }
                    } catch (SQLException refusal) {
                        obstacle = MariaDbCage.refused(refusal);
                    }
                    MariaDbCage.drop(connection, name);
                    statement.execute("CREATE DATABASE " + MariaDbContents.quoted(name));
                }
                done = true;
                return new MariaDbScratch(runner, server, shared, obstacle);
            } finally {
                if (!done) {
                    MariaDbCage.drop(connection, name);
                }
            }
        }
    }

    /** Returns another database of a server, with the same user. */
    static BackupDatabase inDatabase(BackupDatabase server, String name) {
        return BackupDatabase.unpooled(
                name,
                MariaDbAddress.withoutLocalFiles(MariaDbAddress.inDatabase(server.url(), name)),
                server.username(),
                server.password());
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
        ScriptSelection selection = ScriptSelection.forScratch(isolation.isIsolated());
        List<String> failed = runner.restore(database, dump, RestoreScope.INTO_EMPTY, selection);
        return Stream.concat(selection.leftOut().stream(), failed.stream()).toList();
    }

    @Override
    public List<TableContent> contents(TableProgress tables) throws SQLException, InterruptedException {
        return runner.contents(database, tables);
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = server.dataSource().getConnection()) {
            MariaDbCage.drop(connection, database.name());
        }
    }
}
