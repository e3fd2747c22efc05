package io.opsmon.backup.internal.h2;

import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import io.opsmon.internal.file.WorkDirectory;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A scratch database in a separate process, so that the statements of a dump cannot reach the application. Not
 * thread-safe.
 */
final class CagedScratch implements Scratch {

    private final WorkDirectory directory;
    private final CageProcess process;

    CagedScratch(WorkDirectory directory, CageProcess process) {
        this.directory = directory;
        this.process = process;
    }

    @Override
    public ScratchIsolation isolation() {
        return ScratchIsolation.ISOLATED;
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        List<String> leftOut = new ArrayList<>();
        InputStream script = H2Runner.END.requiredIn(dump);
        process.ask(
                to -> {
                    byte[] bytes = new byte[1 << 16];
                    int read = script.read(bytes);
                    while (read >= 0) {
                        if (read > 0) {
                            to.writeByte(CageMessage.SCRIPT);
                            to.writeInt(read);
                            to.write(bytes, 0, read);
                        }
                        read = script.read(bytes);
                    }
                    to.writeByte(CageMessage.SCRIPT);
                    to.writeInt(0);
                    to.flush();
                },
                (message, from) -> {
                    if (message != CageMessage.LEFT_OUT) {
                        throw new IOException("Unexpected message " + message);
                    }
                    leftOut.add(from.readUTF());
                });
        return leftOut;
    }

    @Override
    public List<TableContent> contents(TableProgress progress) throws IOException, SQLException, InterruptedException {
        List<TableContent> tables = new ArrayList<>();
        process.ask(
                to -> {
                    to.writeByte(CageMessage.READ);
                    to.flush();
                },
                (message, from) -> {
                    switch (message) {
                        case CageMessage.PROGRESS -> progress.at(from.readInt(), from.readInt());
                        case CageMessage.TABLE -> tables.add(table(from));
                        default -> throw new IOException("Unexpected message " + message);
                    }
                });
        return tables;
    }

    @Override
    public void close() throws IOException {
        process.close();
        directory.close();
    }

    private static TableContent table(DataInputStream from) throws IOException {
        String schema = from.readUTF();
        String name = from.readUTF();
        long rows = from.readLong();
        return new TableContent(schema, name, rows, from.readBoolean() ? Hash.of(from.readNBytes(Hash.LENGTH)) : null);
    }
}
