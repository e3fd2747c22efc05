package io.opsmon.log.internal.archive;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.file.PrivateFiles;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directory of archives of one log; several logs may share a directory. An archive is written under a temporary name,
 * forced to the device and renamed. The manifest is written in the same way before the archive. An archive under its
 * final name is therefore complete, even if the process is killed at any time. No archive is ever replaced: a second
 * archive of the same chain and numbers gets a name with a counter. Only one writer at a time is allowed; readers may
 * read meanwhile.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogArchive<E extends RecordedEntry> {

    private static final Logger log = LoggerFactory.getLogger(LogArchive.class);
    private static final String TEMPORARY = ".tmp";

    private final LogDefinition<E> definition;
    private final Path directory;
    private final Sealer sealer;
    private final Clock clock;
    private final ArchiveCompression compression;

    /**
     * Creates the access to a directory. Archives are written with Zstandard if its library is present, otherwise with
     * gzip. The directory is created with the first archive.
     *
     * @param definition the log
     * @param directory the directory of the archives
     * @param sealer signs manifests
     * @param clock the time in manifests
     */
    public LogArchive(LogDefinition<E> definition, Path directory, Sealer sealer, Clock clock) {
        this(definition, directory, sealer, clock, ArchiveCompression.ofNewArchives());
    }

    LogArchive(
            LogDefinition<E> definition, Path directory, Sealer sealer, Clock clock, ArchiveCompression compression) {
        this.definition = definition;
        this.directory = directory;
        this.sealer = sealer;
        this.clock = clock;
        this.compression = compression;
    }

    /**
     * Supplies the entries of an archive, in order.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    public interface Source<E> {

        /**
         * Passes the entries to a sink.
         *
         * @param sink receives the entries
         * @throws IOException if the entries cannot be written
         */
        void into(Sink<E> sink) throws IOException;
    }

    /**
     * Receives the entries of an archive.
     *
     * @param <E> the kind of entry
     */
    @FunctionalInterface
    public interface Sink<E> {

        /**
         * Receives the next entry.
         *
         * @param entry an entry
         * @throws IOException if the entry cannot be written
         */
        void accept(E entry) throws IOException;
    }

    /**
     * Writes an archive. After this method returns, the archive survives a power failure.
     *
     * @param chain the name of the chain; empty for entries outside of any chain
     * @param previousHash the hash of the entry before the first
     * @param seals the seals of the chain; the archive keeps the seals of its entries and of the entry before the first
     * @param source supplies the entries
     * @return the manifest; null if there was no entry
     * @throws IOException if the disk is full or fails; no file remains in this case
     */
    public @Nullable ArchiveManifest write(String chain, Hash previousHash, List<Seal> seals, Source<E> source)
            throws IOException {
        PrivateFiles.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, definition.name(), TEMPORARY);
        try {
            Written<E> written = new Written<>(definition);
            MessageDigest digest = Hash.newDigest();
            try (OutputStream file = new DigestOutputStream(Files.newOutputStream(temporary), digest);
                    OutputStream out = compression.compress(file)) {
                EntryCodec<E> codec = definition.codec();
                source.into(entry -> {
                    out.write(codec.encode(entry));
                    out.write('\n');
                    written.see(entry);
                });
            }
            if (written.count == 0) {
                Files.delete(temporary);
                return null;
            }
            ArchiveManifest manifest = new ArchiveManifest(
                            chain,
                            written.first,
                            written.last,
                            written.count,
                            previousHash,
                            written.lastHash,
                            Hash.of(digest.digest()),
                            clock.instant(),
                            seals.stream()
                                    .filter(seal ->
                                            seal.sequence() >= written.first - 1 && seal.sequence() <= written.last)
                                    .toList(),
                            null)
                    .signedBy(sealer);
            publish(temporary, manifest);
            return manifest;
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(temporary);
            throw failure;
        }
    }

    /** Summary of the entries written so far. */
    private static final class Written<E extends RecordedEntry> {
        private final LogDefinition<E> definition;
        private long first;
        private long last;
        private long count;
        private Hash lastHash = Hash.ZERO;

        Written(LogDefinition<E> definition) {
            this.definition = definition;
        }

        void see(E entry) {
            count++;
            @Nullable ChainLink link = definition.form().link(entry);
            if (link != null) {
                first = first == 0 ? link.sequence() : first;
                last = link.sequence();
                lastHash = link.hash();
            }
        }
    }

    private void publish(Path temporary, ArchiveManifest manifest) throws IOException {
        force(temporary);
        Path archive = reserve(manifest);
        Path manifestFile = archive.resolveSibling(archive.getFileName() + ArchiveManifest.SUFFIX);
        Path draft = archive.resolveSibling(manifestFile.getFileName() + TEMPORARY);
        manifest.write(draft);
        force(draft);
        // Replaces the empty file of the reservation.
        Files.move(draft, manifestFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory);
        Files.move(temporary, archive, StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    /** Reserves an unused name by an empty manifest. */
    private Path reserve(ArchiveManifest manifest) throws IOException {
        String name = definition.name() + "_" + safe(manifest.chain()) + "_"
                + (manifest.firstSequence() == 0
                        ? Long.toString(manifest.createdAt().toEpochMilli())
                        : manifest.firstSequence() + "-" + manifest.lastSequence());
        for (int copy = 1; ; copy++) {
            Path archive = directory.resolve(name + (copy == 1 ? "" : "_" + copy) + compression.suffix());
            if (Files.exists(archive)) {
                continue;
            }
            try {
                PrivateFiles.createFile(archive.resolveSibling(archive.getFileName() + ArchiveManifest.SUFFIX));
                return archive;
            } catch (FileAlreadyExistsException taken) {
                log.debug("The name \"{}\" belongs to another archive; trying the next name", archive);
            }
        }
    }

    private static String safe(String chain) {
        return chain.isEmpty() ? "unchained" : chain.replaceAll("[^A-Za-z0-9.-]", "-");
    }

    private static void force(Path file) throws IOException {
        boolean isDirectory = Files.isDirectory(file);
        try (FileChannel channel =
                FileChannel.open(file, isDirectory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException failure) {
            if (!isDirectory) {
                throw failure;
            }
            // Some systems cannot force a directory. The content of the files is already on the device.
        }
    }

    /**
     * Lists the archives that have a manifest, oldest entries first in each chain.
     *
     * @return the files of the archives
     * @throws IOException if the directory cannot be read
     */
    public List<Path> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> archives = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> isOurs(file)
                            && Files.exists(file.resolveSibling(file.getFileName() + ArchiveManifest.SUFFIX)))
                    .forEach(archives::add);
        }
        archives.sort(Comparator.comparing(Path::getFileName));
        return archives;
    }

    private boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith(definition.name() + "_") && ArchiveCompression.of(file) != null;
    }

    /** Supplies hashes of entries of the database's chain. */
    @FunctionalInterface
    public interface Hashes {

        /**
         * Returns the hash of an entry.
         *
         * @param sequence the number of the entry
         * @return the chain hash; null if the database does not have the entry
         */
        @Nullable
        Hash of(long sequence);
    }

    /**
     * Finds the archive that contains an entry of the database's chain. After a crash, an archive can be complete while
     * some of its entries are still in the database.
     *
     * <p>The name of the chain and the numbers are not sufficient, because another database may have used them. The
     * last entry of the archive must have the same hash in the database. If the application has keys, the manifest must
     * be signed with one of them. The file must match the manifest.
     *
     * @param chain the name of the chain
     * @param sequence the number of the entry
     * @param hashes the hashes of the database's chain
     * @return the manifest; null if there is no such archive
     * @throws IOException if the directory cannot be read
     */
    public @Nullable ArchiveManifest holding(String chain, long sequence, Hashes hashes) throws IOException {
        for (Path archive : list()) {
            @Nullable ArchiveManifest manifest = readable(archive);
            if (manifest != null
                    && manifest.chain().equals(chain)
                    && manifest.firstSequence() <= sequence
                    && manifest.lastSequence() >= sequence
                    && manifest.lastHash().equals(hashes.of(manifest.lastSequence()))
                    && (!sealer.hasKeys() || manifest.verify(sealer) == Sealer.Verdict.VALID)
                    && sha256(archive).equals(manifest.sha256())) {
                return manifest;
            }
        }
        return null;
    }

    private static @Nullable ArchiveManifest readable(Path archive) {
        try {
            return ArchiveManifest.of(archive);
        } catch (IOException damaged) {
            log.warn(
                    "The manifest of \"{}\" cannot be read; the file is not used as an archive: {}",
                    archive,
                    damaged.toString());
            return null;
        }
    }

    /**
     * Removes incomplete files of a killed process: temporary files, and manifests without an archive. An archive under
     * its final name is never removed.
     *
     * @throws IOException if the directory cannot be read
     */
    public void cleanUp() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean orphan = name.endsWith(ArchiveManifest.SUFFIX) && isManifestWithoutArchive(file);
                if (name.startsWith(definition.name()) && (name.endsWith(TEMPORARY) || orphan)) {
                    log.info(
                            "Removing the incomplete archive file \"{}\"; its entries are still in the database", file);
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isManifestWithoutArchive(Path manifest) {
        String name = manifest.getFileName().toString();
        Path archive = manifest.resolveSibling(name.substring(0, name.length() - ArchiveManifest.SUFFIX.length()));
        return ArchiveCompression.of(archive) != null && !Files.exists(archive);
    }

    /**
     * Reads an archive.
     *
     * @param definition the log
     * @param archive the file of the archive
     * @param sink receives the entries
     * @param <E> the kind of entry
     * @throws IOException if the archive cannot be read or is truncated, or the library of its compression is missing;
     *     in this case the message names the library
     */
    public static <E extends RecordedEntry> void read(LogDefinition<E> definition, Path archive, Consumer<E> sink)
            throws IOException {
        @Nullable ArchiveCompression compression = ArchiveCompression.of(archive);
        try (InputStream file = Files.newInputStream(archive);
                InputStream in = compression == null ? file : compression.decompress(file)) {
            readLines(definition, in, sink);
        }
    }

    /**
     * Reads entries, one JSON object per line.
     *
     * @param definition the log
     * @param in the lines in UTF-8
     * @param sink receives the entries
     * @param <E> the kind of entry
     * @throws IOException if the stream cannot be read, or a line is malformed; the message names the line
     */
    public static <E extends RecordedEntry> void readLines(
            LogDefinition<E> definition, InputStream in, Consumer<E> sink) throws IOException {
        EntryCodec<E> codec = definition.codec();
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 64 * 1024);
        @Nullable String line;
        for (long number = 1; (line = reader.readLine()) != null; number++) {
            if (line.isBlank()) {
                continue;
            }
            E entry;
            try {
                entry = codec.decode(line.getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                throw new IOException("Line " + number + ": " + malformed.getMessage(), malformed);
            }
            sink.accept(entry);
        }
    }

    /**
     * Computes the SHA-256 of a file.
     *
     * @param file the file
     * @return the hash
     * @throws IOException if the file cannot be read
     */
    public static Hash sha256(Path file) throws IOException {
        MessageDigest digest = Hash.newDigest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            int read;
            while ((read = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, read);
            }
        }
        return Hash.of(digest.digest());
    }
}
