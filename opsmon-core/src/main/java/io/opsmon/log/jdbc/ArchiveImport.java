package io.opsmon.log.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.jdbc.JdbcChains;
import io.opsmon.log.archive.ArchiveManifest;
import io.opsmon.log.archive.LogArchive;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Puts archives back into a database for reading: one of its own, an H2 file for example, with opsmon's tables and no
 * application that records into it. Entries keep their places in the chain, so that the import is verifiable like the
 * original. Archives of a chain are given in their order; what a database has already is passed over.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ArchiveImport<E extends RecordedEntry> {

    private static final int BATCH = 1_000;

    private final LogStatements<E> table;
    private final JdbcChains chains;

    /**
     * Makes an import.
     *
     * @param layout the log's table
     * @param dataSource a database with opsmon's tables
     */
    public ArchiveImport(LogLayout<E> layout, DataSource dataSource) {
        this.table = new LogStatements<>(layout, dataSource, null);
        this.chains = new JdbcChains(layout.kind().name());
    }

    /**
     * Imports an archive.
     *
     * @param archive its file, with its manifest beside it
     * @return how many entries it has
     * @throws IOException if it cannot be read, or is not the file its manifest was written for; nothing was imported
     *     in the latter case
     * @throws IllegalStateException if the database's chain does not end where the archive begins
     */
    public long run(Path archive) throws IOException {
        ArchiveManifest manifest = ArchiveManifest.of(archive);
        if (!LogArchive.sha256(archive).equals(manifest.sha256())) {
            throw new IOException(archive + " is not the file that its manifest was written for");
        }
        if (manifest.firstSequence() > 0) {
            table.transactions().execute("Begin an import", connection -> begin(connection, manifest));
        }
        List<E> batch = new ArrayList<>(BATCH);
        LogArchive.read(table.layout().kind(), archive, entry -> {
            batch.add(entry);
            if (batch.size() == BATCH) {
                store(batch);
            }
        });
        store(batch);
        if (manifest.firstSequence() > 0) {
            table.transactions().execute("End an import", connection -> end(connection, manifest));
        }
        return manifest.count();
    }

    private void store(List<E> batch) {
        if (!batch.isEmpty()) {
            table.store(batch);
            batch.clear();
        }
    }

    private void begin(Connection connection, ArchiveManifest manifest) throws SQLException {
        ChainEnds ends = chains.lock(connection, manifest.chain());
        long before = manifest.firstSequence() - 1;
        if (ends.headSequence() == 0) {
            chains.setHead(connection, manifest.chain(), before, manifest.previousHash());
            if (before > 0) {
                chains.setAnchor(connection, manifest.chain(), before, manifest.previousHash(), null);
            }
        } else if (ends.headSequence() != before && ends.headSequence() < manifest.lastSequence()) {
            throw new IllegalStateException("The chain " + manifest.chain() + " ends with entry " + ends.headSequence()
                    + " here, the archive begins with " + manifest.firstSequence()
                    + ": import the archives of a chain in their order");
        }
    }

    private void end(Connection connection, ArchiveManifest manifest) throws SQLException {
        ChainEnds ends = chains.lock(connection, manifest.chain());
        if (ends.headSequence() >= manifest.lastSequence()) {
            return;
        }
        Hash last = manifest.lastHash();
        chains.setHead(connection, manifest.chain(), manifest.lastSequence(), last);
        long sealed = chains.seals(connection, manifest.chain()).stream()
                .mapToLong(Seal::number)
                .max()
                .orElse(0);
        for (Seal seal : manifest.seals()) {
            if (seal.number() > sealed) {
                chains.addSeal(connection, seal);
            }
        }
    }
}
