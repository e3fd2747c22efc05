package io.opsmon.backup;

import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;

/** A real scratch database whose dumps are read through a stream of the test. */
record SteeredScratch(Scratch scratch, UnaryOperator<InputStream> reading) implements Scratch {

    @Override
    public ScratchIsolation isolation() {
        return scratch.isolation();
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        return scratch.restore(reading.apply(dump));
    }

    @Override
    public List<TableContent> contents(TableProgress tables) throws IOException, SQLException, InterruptedException {
        return scratch.contents(tables);
    }

    @Override
    public void close() throws SQLException, IOException {
        scratch.close();
    }
}
