package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.BackupStorage.StoredFile;
import io.opsmon.backup.BackupStorage.Upload;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.UnusableManifest;
import io.opsmon.backup.UnusableManifest.Flaw;
import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.file.EncodedDump;
import io.opsmon.backup.internal.file.SpooledBackup;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.Assert;
import org.springframework.util.StreamUtils;

/**
 * The backups of one storage. A backup exists once its manifest exists. The file is stored before the manifest, so that
 * a crash in between leaves an orphaned file and never an incomplete backup. Thread-safe.
 *
 * @since 0.1
 */
public final class StoredBackups {

    private static final Logger log = LoggerFactory.getLogger(StoredBackups.class);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** The largest manifest, in bytes. */
    public static final int MAX_MANIFEST = BackupManifest.MAX_BYTES;

    private static final int MAX_FOLDER = 64;
    private static final int CHUNK = 1 << 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final String application;
    private final BackupStorage storage;
    private final BackupEncoding encoding;
    private final Sealer sealer;
    private final Path spoolDirectory;
    private final ManifestAuthentication authentication;

    /**
     * Creates the backups of an application, with private copies below {@code java.io.tmpdir}.
     *
     * @param application the name of the application, for manifests
     * @param storage the storage
     * @param encoding the encoding of files
     * @param sealer signs manifests
     */
    public StoredBackups(String application, BackupStorage storage, BackupEncoding encoding, Sealer sealer) {
        this(application, storage, encoding, sealer, Path.of(System.getProperty("java.io.tmpdir", ".")));
    }

    /**
     * Creates the backups of an application.
     *
     * @param application the name of the application, for manifests
     * @param storage the storage
     * @param encoding the encoding of files
     * @param sealer signs manifests
     * @param spoolDirectory the directory of the private copies that restores read; created if missing
     */
    public StoredBackups(
            String application, BackupStorage storage, BackupEncoding encoding, Sealer sealer, Path spoolDirectory) {
        this.application = application;
        this.storage = storage;
        this.encoding = encoding;
        this.sealer = sealer;
        this.spoolDirectory = spoolDirectory;
        this.authentication = new ManifestAuthentication(sealer, encoding);
    }

    /** Returns the backups of another storage, with the same encoding and keys. */
    StoredBackups in(BackupStorage other) {
        return new StoredBackups(application, other, encoding, sealer, spoolDirectory);
    }

    /**
     * Dumps a whole database into the storage.
     *
     * @param id the new id of the backup: letters, digits, {@code _} and {@code -}
     * @param database the database
     * @param runner the runner
     * @param begun the start of the backup, part of the file name
     * @param expectedBytes the approximate size of the file, for example the last size; 0 if unknown
     * @param progress receives the dump in progress, which counts its bytes
     * @param tables receives the number of finished tables
     * @return the manifest of the stored backup
     * @throws IOException if a program, the encryption or the storage fails; nothing is stored then
     * @throws SQLException if the database does not answer; nothing is stored then
     * @throws InterruptedException if the thread was interrupted; nothing is stored then
     */
    public BackupManifest create(
            String id,
            BackupDatabase database,
            BackupRunner runner,
            Instant begun,
            long expectedBytes,
            Consumer<EncodedDump> progress,
            TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return create(
                id, database, BackupPart.EVERYTHING, runner, begun, expectedBytes, progress, tables, manifest -> {});
    }

    /** Passes the manifest to the consumer after the file is stored, before the manifest is published. */
    BackupManifest create(
            String id,
            BackupDatabase database,
            BackupPart part,
            BackupRunner runner,
            Instant begun,
            long expectedBytes,
            Consumer<EncodedDump> progress,
            TableProgress tables,
            Consumer<BackupManifest> beforePublication)
            throws IOException, SQLException, InterruptedException {
        String name = fileName(id, database.name(), begun);
        BackupManifest manifest;
        try (Upload upload = storage.upload(name, expectedBytes)) {
            DumpReport report;
            // Closing the dump ends the file. The upload is committed separately.
            EncodedDump dump = encoding.encode(
                    new BackupIdentity(id, application, database.name(), runner.name(), begun),
                    StreamUtils.nonClosing(upload));
            try (dump) {
                progress.accept(dump);
                report = runner.dump(database, part, dump, tables);
            }
            manifest = new BackupManifest(
                            id,
                            application,
                            database.name(),
                            report.engine(),
                            runner.name(),
                            report.tool(),
                            begun,
                            name,
                            dump.dumpBytes(),
                            dump.storedBytes(),
                            encoding.keyId(),
                            dump.sha256(),
                            report.tables(),
                            report.findings(),
                            report.leftOut(),
                            null)
                    .signedBy(sealer);
            upload.commit();
        }
        beforePublication.accept(manifest);
        publish(manifest);
        return manifest;
    }

    /** Stores the manifest, which turns the stored file into a backup. */
    private void publish(BackupManifest manifest) throws IOException {
        try (Upload upload = storage.upload(manifest.file() + BackupManifest.SUFFIX, 0)) {
            byte[] json = manifest.toJson();
            if (json.length > BackupManifest.MAX_BYTES || manifest.tables().size() > BackupManifest.MAX_TABLES) {
                throw new IOException("The database has " + manifest.tables().size()
                        + " tables, more than a manifest can describe (" + BackupManifest.MAX_TABLES + ", "
                        + BackupManifest.MAX_BYTES + " bytes)");
            }
            upload.write(json);
            upload.commit();
        } catch (IOException | RuntimeException failure) {
            deleteQuietly(manifest.file(), failure);
            throw failure;
        }
    }

    /**
     * Parses the manifest of a foreign backup.
     *
     * @param json the manifest, in UTF-8
     * @return the manifest, with every configured protection: signed with a configured key, encrypted with a key of the
     *     keyset
     * @throws IOException if the JSON is not a manifest
     * @throws UnauthenticatedBackupException if the manifest lacks a configured protection
     * @throws IllegalArgumentException if the id or the file name is invalid
     */
    public BackupManifest parseForeign(byte[] json) throws IOException {
        BackupManifest manifest = BackupManifest.parse(json);
        authenticate(manifest, false);
        Assert.isTrue(
                ID.matcher(manifest.id()).matches(),
                () -> "The id must consist of at most 64 letters, digits, _ and -, is \"" + manifest.id() + "\"");
        BackupStorage.requireName(manifest.file() + BackupManifest.SUFFIX);
        Assert.isTrue(
                !manifest.file().endsWith(BackupManifest.SUFFIX),
                () -> "The manifest describes another manifest, \"" + manifest.file() + "\", and not a dump");
        return manifest;
    }

    /**
     * Authenticates the origin of a backup by its manifest. The file is not read.
     *
     * @param manifest the manifest
     * @param isMadeHere whether the manifest is from this installation's own catalog, of a backup made by this
     *     installation
     * @return the strongest evidence; {@link BackupProof#NONE} if there is none and no configured key requires one
     * @throws UnauthenticatedBackupException if the manifest lacks a configured protection, or its signature is invalid
     */
    public BackupProof authenticate(BackupManifest manifest, boolean isMadeHere) {
        return authentication.authenticate(manifest, isMadeHere);
    }

    /**
     * Copies a file out of the storage and checks the copy. Restores and verifications read this copy only.
     *
     * @param manifest the manifest, {@linkplain #authenticate authenticated} or accepted
     * @return the copy, to be closed
     * @throws IOException if the file is missing, does not match the manifest, or cannot be decoded to its end
     */
    public SpooledBackup spool(BackupManifest manifest) throws IOException {
        try (InputStream file = storage.read(manifest.file(), 0)) {
            return SpooledBackup.of(manifest, encoding, file, spoolDirectory);
        }
    }

    /**
     * Stores a foreign backup.
     *
     * @param manifest the manifest from {@link #parseForeign}
     * @param file the file, read to its end
     * @throws IllegalArgumentException if the file does not match the manifest; nothing is stored then
     * @throws IOException if the file cannot be read or exists already, or if the storage does not answer; nothing is
     *     stored then
     */
    public void importBackup(BackupManifest manifest, InputStream file) throws IOException {
        store(manifest, file);
        publish(manifest);
    }

    /** Stores a copy of a backup, and compares the stored file with the manifest before the manifest is stored. */
    void copy(BackupManifest manifest, InputStream file) throws IOException {
        try {
            store(manifest, file);
        } catch (IllegalArgumentException damaged) {
            throw new DamagedBackupException("The file to copy is damaged: " + damaged.getMessage(), damaged);
        }
        if (!hasContent(manifest)) {
            IOException different =
                    new IOException("The copy of backup \"" + manifest.id() + "\" differs from the file that was sent");
            deleteQuietly(manifest.file(), different);
            throw different;
        }
        publish(manifest);
    }

    /** Checks whether the storage has exactly this manifest, and a file with its size and checksum. */
    boolean isIntact(BackupManifest manifest) throws IOException {
        try {
            return manifest(manifest.file()).filter(manifest::equals).isPresent() && hasContent(manifest);
        } catch (FlawException unusable) {
            log.debug("Manifest of \"{}\" is replaced", manifest.file(), unusable);
            return false;
        }
    }

    private boolean hasContent(BackupManifest manifest) throws IOException {
        try (InputStream file = storage.read(manifest.file(), 0);
                DigestInputStream digested = new DigestInputStream(file, Hash.newDigest())) {
            return digested.transferTo(OutputStream.nullOutputStream()) == manifest.storedBytes()
                    && Hash.of(digested.getMessageDigest().digest()).equals(manifest.sha256());
        }
    }

    private void store(BackupManifest manifest, InputStream file) throws IOException {
        try (Upload upload = storage.upload(manifest.file(), manifest.storedBytes())) {
            MessageDigest digest = Hash.newDigest();
            byte[] chunk = new byte[CHUNK];
            long count = 0;
            int read = file.read(chunk);
            while (read >= 0) {
                count += read;
                Assert.isTrue(
                        count <= manifest.storedBytes(),
                        () -> "The file has more than the " + manifest.storedBytes() + " bytes of the manifest");
                digest.update(chunk, 0, read);
                upload.write(chunk, 0, read);
                read = file.read(chunk);
            }
            long total = count;
            Assert.isTrue(
                    count == manifest.storedBytes(),
                    () -> "The file has " + total + " bytes, but the manifest has " + manifest.storedBytes());
            Hash hash = Hash.of(digest.digest());
            Assert.isTrue(
                    hash.equals(manifest.sha256()),
                    () -> "The SHA-256 of the file is " + hash + ", but the manifest has " + manifest.sha256());
            upload.commit();
        }
    }

    BackupStorage storage() {
        return storage;
    }

    private void deleteQuietly(String name, Exception reason) {
        try {
            storage.delete(name);
        } catch (IOException remains) {
            reason.addSuppressed(remains);
        }
    }

    /**
     * Returns the file name of a backup.
     *
     * @param id the id of the backup
     * @param dataSource the name of the data source
     * @param at the start of the backup
     * @return a name in the storage
     */
    public String fileName(String id, String dataSource, Instant at) {
        String folder = dataSource.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
        return BackupStorage.requireName(
                (folder.isEmpty() ? "-" : folder.substring(0, Math.min(folder.length(), MAX_FOLDER)))
                        + "/" + FOLDER.format(at) + "/" + TIME.format(at)
                        + "-" + id
                        + ".dump.zst" + (encoding.keyId() == null ? "" : ".tink"));
    }

    /**
     * Reads a dump from the storage, for inspection only. The content is not authenticated until it is read to its end.
     * A restore reads {@linkplain #spool a copy}.
     *
     * @param manifest the manifest of the backup
     * @return the decoded dump, with the guarantees of {@link BackupEncoding#decode}
     * @throws IOException if the file is missing, or is encrypted and there are no keys
     */
    public InputStream open(BackupManifest manifest) throws IOException {
        InputStream file = storage.read(manifest.file(), 0);
        try {
            return encoding.decode(manifest, file);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    /**
     * Returns the manifest of a file.
     *
     * @param file the name of the file
     * @return the manifest; empty if the file or its manifest is missing
     * @throws IOException if the manifest is invalid, or the storage does not answer
     */
    public Optional<BackupManifest> manifest(String file) throws IOException {
        Optional<StoredFile> found = storage.find(file + BackupManifest.SUFFIX);
        return found.isEmpty() || storage.find(file).isEmpty()
                ? Optional.empty()
                : Optional.of(manifest(found.get(), file));
    }

    /**
     * Reads a file without decoding.
     *
     * @param manifest the manifest of the backup
     * @param offset the first byte to read
     * @return the stored bytes
     * @throws IOException if the file is missing, or the storage does not answer
     */
    public InputStream read(BackupManifest manifest, long offset) throws IOException {
        return storage.read(manifest.file(), offset);
    }

    /**
     * The content of the storage.
     *
     * @param backups the manifests with a file, oldest names first
     * @param damaged the manifests that are not usable
     * @param orphans files without a manifest, and manifests without a file
     * @param isMarked whether the listing contains the marker; every complete listing of a storage in use does
     */
    public record Inventory(
            List<BackupManifest> backups, List<UnusableManifest> damaged, List<String> orphans, boolean isMarked) {}

    /**
     * Lists the whole storage, for example to rebuild a lost catalog.
     *
     * @return the content of the storage
     * @throws IOException if the storage does not answer, or a manifest cannot be read for that reason
     */
    public Inventory inventory() throws IOException {
        List<StoredFile> files = storage.list();
        Set<String> withoutManifest = new HashSet<>();
        Map<String, Long> sizes = new HashMap<>();
        files.forEach(file -> {
            withoutManifest.add(file.name());
            sizes.put(file.name(), file.bytes());
        });
        boolean isMarked = withoutManifest.remove(BackupStorage.MARKER);
        List<BackupManifest> backups = new ArrayList<>();
        List<UnusableManifest> damaged = new ArrayList<>();
        List<String> orphans = new ArrayList<>();
        for (StoredFile file : files) {
            if (!file.name().endsWith(BackupManifest.SUFFIX)) {
                continue;
            }
            withoutManifest.remove(file.name());
            String beside = file.name().substring(0, file.name().length() - BackupManifest.SUFFIX.length());
            if (!withoutManifest.remove(beside)) {
                orphans.add(file.name());
                continue;
            }
            try {
                BackupManifest manifest = manifest(file, beside);
                if (manifest.storedBytes() != sizes.getOrDefault(beside, -1L)) {
                    throw new FlawException(
                            Flaw.ANOTHER_SIZE,
                            "The file has " + sizes.get(beside) + " bytes, but the manifest has "
                                    + manifest.storedBytes());
                }
                backups.add(manifest);
            } catch (FileNotFoundException deleted) {
                log.debug("\"{}\" was deleted during the listing", file.name());
            } catch (FlawException unusable) {
                log.warn("Manifest \"{}\" is not usable: {}", file.name(), unusable.getMessage());
                damaged.add(new UnusableManifest(file.name(), unusable.flaw, String.valueOf(unusable.getMessage())));
            }
        }
        orphans.addAll(withoutManifest);
        orphans.sort(null);
        return new Inventory(backups, damaged, orphans, isMarked);
    }

    private BackupManifest manifest(StoredFile file, String beside) throws IOException {
        if (file.bytes() > MAX_MANIFEST) {
            throw new FlawException(Flaw.MALFORMED, "The manifest has " + file.bytes() + " bytes");
        }
        byte[] bytes;
        try (InputStream in = storage.read(file.name(), 0)) {
            bytes = in.readNBytes(MAX_MANIFEST + 1);
        }
        BackupManifest manifest;
        try {
            manifest = BackupManifest.parse(bytes);
        } catch (IOException malformed) {
            throw new FlawException(Flaw.MALFORMED, String.valueOf(malformed.getMessage()));
        }
        if (!manifest.file().equals(beside)) {
            throw new FlawException(Flaw.MISPLACED, "The manifest describes the file \"" + manifest.file() + "\"");
        }
        requireSigned(manifest);
        return manifest;
    }

    /** An invalid manifest that was read without an error of the storage. */
    private static final class FlawException extends IOException {

        private static final long serialVersionUID = 1;
        private final Flaw flaw;

        FlawException(Flaw flaw, String message) {
            super(message);
            this.flaw = flaw;
        }
    }

    private void requireSigned(BackupManifest manifest) throws IOException {
        Sealer.Verdict verdict = manifest.verify(sealer);
        // Without configured keys, signatures are neither checked nor expected.
        if (sealer.hasKeys() && verdict != Sealer.Verdict.VALID) {
            throw new FlawException(
                    switch (verdict) {
                        case UNSIGNED -> Flaw.UNSIGNED;
                        case UNKNOWN_KEY -> Flaw.UNKNOWN_KEY;
                        default -> Flaw.FORGED;
                    },
                    "The signature of the manifest is invalid: " + verdict);
        }
    }

    /**
     * Deletes a backup. The manifest is deleted first, so that no manifest remains without its file.
     *
     * @param manifest the manifest of the backup
     * @throws IOException if a file of the backup may still exist
     */
    public void delete(BackupManifest manifest) throws IOException {
        storage.delete(manifest.file() + BackupManifest.SUFFIX);
        storage.delete(manifest.file());
    }
}
