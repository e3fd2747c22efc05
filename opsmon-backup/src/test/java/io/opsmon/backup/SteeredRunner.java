package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;

/** A runner whose scratch databases and restores are controlled by the test. */
final class SteeredRunner implements BackupRunner {

    volatile SteeredStorage.Gate restoring = () -> {};

    volatile SteeredStorage.Gate makingScratch = () -> {};

    private final BackupRunner runner;

    SteeredRunner(BackupRunner runner) {
        this.runner = runner;
    }

    @Override
    public String name() {
        return runner.name();
    }

    @Override
    public boolean supports(BackupDatabase database) {
        return runner.supports(database);
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return runner.dump(database, sink, tables);
    }

    @Override
    public DumpReport dump(BackupDatabase database, BackupPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return runner.dump(database, part, sink, tables);
    }

    @Override
    public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        return runner.restore(database, waiting(dump), scope);
    }

    private InputStream waiting(InputStream dump) {
        return new FilterInputStream(dump) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                restoring.pass();
                return super.read(bytes, from, Math.min(length, 4_096));
            }
        };
    }

    @Override
    public RestoreReport restoreTable(
            BackupDatabase target, BackupDatabase server, InputStream dump, String name, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        return runner.restoreTable(target, server, waiting(dump), name, table);
    }

    @Override
    public boolean rehearse(BackupDatabase target, BackupDatabase server, InputStream dump, String name)
            throws IOException, SQLException, InterruptedException {
        return runner.rehearse(target, server, dump, name);
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException, IOException, InterruptedException {
        makingScratch.pass();
        return new SteeredScratch(runner.scratch(server, name), this::waiting);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        return runner.contents(database, tables);
    }
}
