package io.opsmon.backup;

import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupStorage.StoredFile;
import io.opsmon.backup.BackupStorage.Upload;
import io.opsmon.backup.file.BackupEncoding;
import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.EncodedDump;
import io.opsmon.backup.file.SpooledBackup;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
 * The backups of one storage. A backup is there once its manifest is: the file is stored first, the manifest after it,
 * so that whatever dies in between leaves a file that nobody takes for a backup. Thread-safe.
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
     * Backups of an application, with private copies below {@code java.io.tmpdir}.
     *
     * @param application its name, in the manifests
     * @param storage where they lie
     * @param encoding how
     * @param sealer signs manifests
     */
    public StoredBackups(String application, BackupStorage storage, BackupEncoding encoding, Sealer sealer) {
        this(application, storage, encoding, sealer, Path.of(System.getProperty("java.io.tmpdir", ".")));
    }

    /**
     * Backups of an application.
     *
     * @param application its name, in the manifests
     * @param storage where they lie
     * @param encoding how
     * @param sealer signs manifests
     * @param spoolDirectory the directory of the private copies that restores read; made if it is missing
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

    /**
     * Dumps a database into the storage.
     *
     * @param id the backup's id, used once: letters, digits, {@code _} and {@code -}
     * @param database what is dumped
     * @param runner how
     * @param begun when it begins: its name tells it
     * @param expectedBytes how large the file will be about, the last one's size for example; 0 if that is not known
     * @param progress handed the dump that is being written, whose counts tell how far it is
     * @param tables told how many tables are done
     * @return what is stored
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
        return create(id, database, runner, begun, expectedBytes, progress, tables, manifest -> {});
    }

    /** Hands the manifest out once the file is stored, before the manifest makes it a backup. */
    BackupManifest create(
            String id,
            BackupDatabase database,
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
            // Closing it ends the file, not the upload, which is committed thereafter.
            EncodedDump dump = encoding.encode(
                    new BackupIdentity(id, application, database.name(), runner.name(), begun),
                    StreamUtils.nonClosing(upload));
            try (dump) {
                progress.accept(dump);
                report = runner.dump(database, dump, tables);
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
                            null)
                    .signedBy(sealer);
            upload.commit();
        }
        beforePublication.accept(manifest);
        publish(manifest);
        return manifest;
    }

    /** Makes a file that is stored a backup. */
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
     * Reads the manifest of a backup that comes from elsewhere.
     *
     * @param json the manifest, in UTF-8
     * @return the manifest, with every protection that is configured: signed with a configured key, encrypted with a
     *     key of the keyset
     * @throws IOException if the JSON is no manifest
     * @throws UnauthenticatedBackupException if the manifest lacks a protection that is configured
     * @throws IllegalArgumentException if it has an id that no catalogue can have, or names a file that no storage can
     *     have
     */
    public BackupManifest parseForeign(byte[] json) throws IOException {
        BackupManifest manifest = BackupManifest.parse(json);
        prove(manifest, false);
        Assert.isTrue(
                ID.matcher(manifest.id()).matches(),
                () -> "The id must be of letters, digits, _ and -, at most 64, is \"" + manifest.id() + "\"");
        BackupStorage.requireName(manifest.file() + BackupManifest.SUFFIX);
        Assert.isTrue(
                !manifest.file().endsWith(BackupManifest.SUFFIX),
                () -> "The manifest is of the manifest " + manifest.file());
        return manifest;
    }

    /**
     * Looks for a proof that a backup was made by this installation, or by one that has its keys. The file is not
     * looked at.
     *
     * @param manifest the manifest
     * @param isMadeHere whether the manifest is from this installation's own catalogue, of a backup that it made
     * @return the strongest proof; {@link BackupProof#NONE} if there is none and no key is configured that would be
     *     required
     * @throws UnauthenticatedBackupException if the manifest lacks a protection that is configured, or its signature is
     *     wrong
     */
    public BackupProof prove(BackupManifest manifest, boolean isMadeHere) {
        return authentication.prove(manifest, isMadeHere);
    }

    /**
     * Copies a file out of the storage and checks the copy. The only way to what a restore runs.
     *
     * @param manifest the manifest, {@linkplain #prove proven} or accepted
     * @return the copy; to be closed
     * @throws IOException if the file is missing, not what the manifest says, or cannot be decoded to its end
     */
    public SpooledBackup spool(BackupManifest manifest) throws IOException {
        try (InputStream file = storage.read(manifest.file(), 0)) {
            return SpooledBackup.of(manifest, encoding, file, spoolDirectory);
        }
    }

    /**
     * Takes over a backup from elsewhere.
     *
     * @param manifest of {@link #parseForeign}
     * @param file its file; read to its end
     * @throws IllegalArgumentException if the file is another one than in the manifest; nothing is stored then
     * @throws IOException if the file cannot be read, there is one of its name already, or storage does not answer;
     *     nothing is stored then
     */
    public void takeOver(BackupManifest manifest, InputStream file) throws IOException {
        try (Upload upload = storage.upload(manifest.file(), manifest.storedBytes())) {
            MessageDigest digest = Hash.newDigest();
            byte[] chunk = new byte[CHUNK];
            long count = 0;
            int read = file.read(chunk);
            while (read >= 0) {
                count += read;
                Assert.isTrue(
                        count <= manifest.storedBytes(),
                        () -> "The file has more than the " + manifest.storedBytes()
                                + " bytes that are in the manifest");
                digest.update(chunk, 0, read);
                upload.write(chunk, 0, read);
                read = file.read(chunk);
            }
            long total = count;
            Assert.isTrue(
                    count == manifest.storedBytes(),
                    () -> "The file has " + total + " bytes, in the manifest are " + manifest.storedBytes());
            Hash hash = Hash.of(digest.digest());
            Assert.isTrue(
                    hash.equals(manifest.sha256()),
                    () -> "The SHA-256 of the file is " + hash + ", in the manifest is " + manifest.sha256());
            upload.commit();
        }
        publish(manifest);
    }

    /** Where the files lie. */
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
     * What the file of a backup is called.
     *
     * @param id the backup's id
     * @param dataSource the database's name
     * @param at when it begins
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
     * Reads a dump from the storage, to look at it: until it has been read to its end, it may be anything. A restore
     * reads {@linkplain #spool a copy}.
     *
     * @param manifest a backup
     * @return the dump, see {@link BackupEncoding#decode}
     * @throws IOException if its file is missing, or encrypted and there are no keys
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
     * The manifest of a file.
     *
     * @param file the file's name
     * @return its manifest; empty if the file, or its manifest, is not there
     * @throws IOException if the manifest is worth nothing, or storage does not answer
     */
    public Optional<BackupManifest> manifest(String file) throws IOException {
        Optional<StoredFile> found = storage.find(file + BackupManifest.SUFFIX);
        return found.isEmpty() || storage.find(file).isEmpty()
                ? Optional.empty()
                : Optional.of(manifest(found.get(), file));
    }

    /**
     * Reads a file as it is stored, encrypted if it is.
     *
     * @param manifest a backup
     * @param offset from which byte on
     * @return its bytes
     * @throws IOException if it is missing, or storage does not answer
     */
    public InputStream read(BackupManifest manifest, long offset) throws IOException {
        return storage.read(manifest.file(), offset);
    }

    /**
     * What the storage has.
     *
     * @param backups each with its file, oldest names first
     * @param damaged manifests that cannot be taken for a backup
     * @param orphans files without a manifest, and manifests without a file
     * @param isMarked whether the listing has the storage's marker, as every complete listing of a storage in use has
     */
    public record Inventory(
            List<BackupManifest> backups, List<Unusable> damaged, List<String> orphans, boolean isMarked) {}

    /**
     * A manifest in the storage that is not taken for a backup, although there is a file beside it. Nothing is deleted
     * for it.
     *
     * @param name the manifest's name
     * @param flaw what is wrong with it
     * @param reason the same in words
     */
    public record Unusable(String name, Flaw flaw, String reason) {

        /**
         * The file that the manifest lies beside.
         *
         * @return the file's name
         */
        public String file() {
            return name.substring(0, name.length() - BackupManifest.SUFFIX.length());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What can be wrong with a manifest. */
    public enum Flaw {
        /** It cannot be parsed, or is too large. */
        MALFORMED,
        /** It names another file than the one it lies beside. */
        MISPLACED,
        /** It is not signed, although there are keys. */
        UNSIGNED,
        /** It is signed with a key that is not configured here: it may be right. */
        UNKNOWN_KEY,
        /** Its signature is wrong. */
        FORGED,
        /** It is another manifest than the catalogue has of this backup, or the same backup lies elsewhere too. */
        ANOTHER_BACKUP,
        /** Its file has another size. */
        ANOTHER_SIZE,
        /** It is dated in the future. */
        IN_THE_FUTURE
    }

    /**
     * Looks through the whole storage; what a lost catalogue is made again from.
     *
     * @return what is there
     * @throws IOException if storage does not answer, or a manifest cannot be read for that reason
     */
    public Inventory inventory() throws IOException {
        List<StoredFile> files = storage.list();
        Set<String> unclaimed = new HashSet<>();
        Map<String, Long> sizes = new HashMap<>();
        files.forEach(file -> {
            unclaimed.add(file.name());
            sizes.put(file.name(), file.bytes());
        });
        boolean isMarked = unclaimed.remove(BackupStorage.MARKER);
        List<BackupManifest> backups = new ArrayList<>();
        List<Unusable> damaged = new ArrayList<>();
        List<String> orphans = new ArrayList<>();
        for (StoredFile file : files) {
            if (!file.name().endsWith(BackupManifest.SUFFIX)) {
                continue;
            }
            unclaimed.remove(file.name());
            String beside = file.name().substring(0, file.name().length() - BackupManifest.SUFFIX.length());
            if (!unclaimed.remove(beside)) {
                orphans.add(file.name());
                continue;
            }
            try {
                BackupManifest manifest = manifest(file, beside);
                if (manifest.storedBytes() != sizes.getOrDefault(beside, -1L)) {
                    throw new FlawException(
                            Flaw.ANOTHER_SIZE,
                            "The file has " + sizes.get(beside) + " bytes, in the manifest are "
                                    + manifest.storedBytes());
                }
                backups.add(manifest);
            } catch (FileNotFoundException deleted) {
                log.debug("{} was deleted meanwhile", file.name());
            } catch (FlawException unusable) {
                log.warn("{} is not taken for a backup: {}", file.name(), unusable.getMessage());
                damaged.add(new Unusable(file.name(), unusable.flaw, String.valueOf(unusable.getMessage())));
            }
        }
        orphans.addAll(unclaimed);
        orphans.sort(null);
        return new Inventory(backups, damaged, orphans, isMarked);
    }

    private BackupManifest manifest(StoredFile file, String beside) throws IOException {
        if (file.bytes() > MAX_MANIFEST) {
            throw new FlawException(Flaw.MALFORMED, "It has " + file.bytes() + " bytes");
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
            throw new FlawException(Flaw.MISPLACED, "It is the manifest of " + manifest.file());
        }
        requireSigned(manifest);
        return manifest;
    }

    /** What was read is no manifest; reading itself went well. */
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
        // Without keys there is nothing to believe it by, nor anything else to expect.
        if (sealer.hasKeys() && verdict != Sealer.Verdict.VALID) {
            throw new FlawException(
                    switch (verdict) {
                        case UNSIGNED -> Flaw.UNSIGNED;
                        case UNKNOWN_KEY -> Flaw.UNKNOWN_KEY;
                        default -> Flaw.FORGED;
                    },
                    "The signature of the manifest is worth nothing: " + verdict);
        }
    }

    /**
     * Deletes a backup: its manifest first, so that there is never a manifest without its file.
     *
     * @param manifest the backup
     * @throws IOException if something of it may be there still
     */
    public void delete(BackupManifest manifest) throws IOException {
        storage.delete(manifest.file() + BackupManifest.SUFFIX);
        storage.delete(manifest.file());
    }
}
