package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.archive.ArchiveManifest;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Imports archives into a separate database for reading, an H2 file for example. The database has opsmon's tables, and
 * no application records into it. Entries keep their positions in the chain, so the import is as verifiable as the
 * original. Archives of a chain are imported in order; entries that the database already has are skipped.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ArchiveImport<E extends RecordedEntry> {

    private static final int BATCH = 1_000;

    private final LogStatements<E> table;
    private final JdbcChains chains;

    /**
     * Creates an import.
     *
     * @param definition the table of the log
     * @param dataSource a database with opsmon's tables
     */
    public ArchiveImport(LogDefinition<E> definition, DataSource dataSource) {
        this.table = new LogStatements<>(definition, dataSource, null);
        this.chains = new JdbcChains(definition.name(), table.transactions().dialects());
    }

    /**
     * Imports an archive.
     *
     * @param archive the file of the archive, with the manifest in the same directory
     * @return the number of entries in the archive
     * @throws IOException if the archive cannot be read, or does not match the checksum in its manifest; in the latter
     *     case, nothing is imported
     * @throws IllegalStateException if the chain in the database does not end before the first entry of the archive
     */
    public long run(Path archive) throws IOException {
        ArchiveManifest manifest = ArchiveManifest.of(archive);
        if (!LogArchive.sha256(archive).equals(manifest.sha256())) {
            throw new IOException("The archive \"" + archive + "\" does not match the checksum in its manifest");
        }
        if (manifest.firstSequence() > 0) {
            table.transactions().execute("Start the import of an archive", connection -> begin(connection, manifest));
        }
        List<E> batch = new ArrayList<>(BATCH);
        LogArchive.read(table.definition(), archive, entry -> {
            batch.add(entry);
            if (batch.size() == BATCH) {
                store(batch);
            }
        });
        store(batch);
        if (manifest.firstSequence() > 0) {
            table.transactions().execute("Complete the import of an archive", connection -> end(connection, manifest));
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
            throw new IllegalStateException(
                    "The chain \"" + manifest.chain() + "\" ends with entry " + ends.headSequence()
                            + " in this database, but the archive begins with entry " + manifest.firstSequence()
                            + ". Import the archives of a chain in order.");
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
