package io.opsmon.backup.command;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.Differences;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.file.SpooledBackup;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.backup.internal.storage.s3.S3BackupStorage;
import io.opsmon.backup.internal.storage.s3.S3Settings;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.file.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Lists, checks, decrypts, verifies and restores backups of a storage without the application. {@code --help} describes
 * the commands and options. The program {@code opsmon-backup-cli.jar} contains this class with all libraries:
 *
 * <pre>
 *  java -jar opsmon-backup-cli.jar --help
 * </pre>
 *
 * Exit code 0: success; 1: a backup is damaged, differs or is not authenticated; 2: the command could not be executed.
 *
 * @since 0.1
 */
public final class BackupCommand {

    private static final Set<String> VALUED = Set.of(
            "--directory",
            "--bucket",
            "--prefix",
            "--region",
            "--endpoint",
            "--keyset",
            "--keys",
            "--url",
            "--user",
            "--tools",
            "--spool");
    private static final Set<String> FLAGS = Set.of("--path-style", "--replace", "--allow-unsigned", "--progress");
    private static final String PASSWORD = "OPSMON_PASSWORD";

    private final Options options;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final @Nullable PrintStream progress;

    private BackupCommand(
            Options options, Map<String, String> environment, PrintStream out, @Nullable PrintStream progress) {
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Runs the command line.
     *
     * @param arguments the arguments described by {@code --help}
     */
    public static void main(String[] arguments) {
        boolean showsProgress = List.of(arguments).contains("--progress");
        System.exit(run(arguments, System.getenv(), System.out, showsProgress ? System.err : null));
    }

    /**
     * Runs the command line with a given environment and output.
     *
     * @param arguments the arguments described by {@code --help}
     * @param environment the environment variables
     * @param out the stream for messages
     * @return the exit code
     */
    public static int run(String[] arguments, Map<String, String> environment, PrintStream out) {
        return run(arguments, environment, out, null);
    }

    static int run(
            String[] arguments, Map<String, String> environment, PrintStream out, @Nullable PrintStream progress) {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h") || words.equals(List.of("help"))) {
            out.print(Usage.help());
            return 0;
        }
        if (words.contains("--version")) {
            out.println("opsmon backup " + version());
            return 0;
        }
        try {
            return new BackupCommand(new Options(arguments, VALUED, FLAGS), environment, out, progress).run();
        } catch (IllegalArgumentException wrong) {
            out.println(wrong.getMessage());
            out.println("Usage: COMMAND [ID] [FILE] --directory DIRECTORY|--bucket BUCKET [OPTIONS]. The commands are "
                    + String.join(", ", Usage.commands()) + ". --help describes the options.");
            return 2;
        } catch (UnauthenticatedBackupException | DamagedBackupException refused) {
            out.println(refused.getMessage());
            return 1;
        } catch (IOException | SQLException failure) {
            out.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            return 2;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private static String version() {
        @Nullable String version = BackupCommand.class.getPackage().getImplementationVersion();
        return version == null ? "of a build without version" : version;
    }

    private int run() throws IOException, SQLException, InterruptedException {
        String command = options.word(0, "command");
        if (!Usage.commands().contains(command)) {
            throw new IllegalArgumentException("There is no command \"" + command + "\"");
        }
        @Nullable Path keyset = options.path("--keyset");
        @Nullable Path keys = options.path("--keys");
        StoredBackups stored = new StoredBackups(
                "",
                storage(),
                new BackupEncoding(
                        BackupEncoding.DEFAULT_LEVEL,
                        keyset == null ? null : BackupKeys.parse(Files.readString(keyset))),
                keys == null ? new Sealer(List.of()) : Sealer.read(keys),
                Path.of(options.value("--spool", System.getProperty("java.io.tmpdir", "."))));
        StoredBackups.Inventory inventory = stored.inventory();
        if (command.equals("list")) {
            return list(inventory);
        }
        String id = options.word(1, "backup's id");
        BackupManifest manifest = inventory.backups().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "There is no usable backup \"" + id + "\" in the storage; run the command list"));
        return switch (command) {
            case "check" -> check(stored, manifest);
            case "extract" -> extract(stored, manifest, Path.of(options.word(2, "file")));
            case "verify" -> verify(stored, manifest);
            default -> restore(stored, manifest);
        };
    }

    private BackupStorage storage() {
        @Nullable String bucket = options.value("--bucket");
        if (bucket != null) {
            @Nullable String endpoint = options.value("--endpoint");
            return InBucket.storage(new S3Settings(
                    bucket,
                    options.value("--prefix", ""),
                    options.value("--region"),
                    endpoint == null ? null : URI.create(endpoint),
                    options.has("--path-style"),
                    null,
                    null,
                    Duration.ofMinutes(1)));
        }
        Path directory = Path.of(options.required("--directory"));
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("\"" + directory + "\" is not a directory");
        }
        return new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC());
    }

    /** Loaded only for a bucket, because the AWS SDK is optional. */
    private static final class InBucket {
        static BackupStorage storage(S3Settings settings) {
            return new S3BackupStorage(settings, Clock.systemUTC());
        }
    }

    private int list(StoredBackups.Inventory inventory) {
        for (BackupManifest backup : inventory.backups()) {
            out.println(backup.id() + "  " + backup.createdAt() + "  " + backup.application() + "/"
                    + backup.dataSource() + "  "
                    + backup.engine() + "  " + backup.storedBytes() + " bytes  "
                    + (backup.keyId() == null ? "not encrypted" : "key " + backup.keyId())
                    + (backup.leftOut().isNothing() ? "" : "  part of the database"));
        }
        inventory.damaged().forEach(each -> out.println("DAMAGED  " + each.name()));
        inventory.orphans().forEach(name -> out.println("ORPHAN   " + name));
        return inventory.damaged().isEmpty() ? 0 : 1;
    }

    private int check(StoredBackups stored, BackupManifest manifest) {
        try (InputStream dump = progress("check", manifest).of(stored.open(manifest))) {
            dump.transferTo(OutputStream.nullOutputStream());
        } catch (IOException damaged) {
            out.println(damaged.getMessage());
            return 1;
        }
        out.println("The file of backup \"" + manifest.id() + "\" matches its manifest");
        return 0;
    }

    private int extract(StoredBackups stored, BackupManifest manifest, Path file) throws IOException {
        try (InputStream dump = progress("extract", manifest).of(stored.open(manifest));
                OutputStream to = Channels.newOutputStream(
                        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            dump.transferTo(to);
        } catch (IOException failure) {
            // An incomplete dump must not remain as a file.
            if (!(failure instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(file);
            }
            throw failure;
        }
        if (stored.authenticate(manifest, false) == BackupProof.NONE) {
            out.println("NOT AUTHENTICATED: the origin of the backup is unknown, and a dump can run code");
        }
        out.println("\"" + file + "\" contains the dump of " + manifest.engine() + ", made by " + manifest.runner()
                + (manifest.tool() == null ? "" : " with " + manifest.tool()));
        return 0;
    }

    private int verify(StoredBackups stored, BackupManifest manifest)
            throws IOException, SQLException, InterruptedException {
        BackupDatabase server = database();
        BackupRunner runner = runner(manifest, server);
        requireProof(stored, manifest);
        List<String> differences;
        DumpProgress verifying = progress("verify", manifest);
        try (SpooledBackup copy = stored.spool(manifest);
                Scratch scratch = runner.scratch(server, "opsmon_scratch_" + System.nanoTime());
                InputStream dump = verifying.of(copy.open())) {
            ScratchIsolation isolation = scratch.isolation();
            if (!isolation.isIsolated()) {
                out.println("NOT ISOLATED: " + isolation.reason() + ". " + isolation.remedy());
            }
            scratch.restore(dump).forEach(each -> out.println("NOT CHECKED: " + each));
            differences = Differences.between(manifest.tables(), scratch.contents(verifying));
        }
        differences.forEach(out::println);
        if (differences.isEmpty()) {
            out.println("Backup \"" + manifest.id() + "\" is verified: the restored content of "
                    + manifest.tables().size() + " tables equals the dump");
        }
        return differences.isEmpty() ? 0 : 1;
    }

    private int restore(StoredBackups stored, BackupManifest manifest)
            throws IOException, SQLException, InterruptedException {
        BackupDatabase database = database();
        BackupRunner runner = runner(manifest, database);
        requireProof(stored, manifest);
        RestoreScope scope = options.has("--replace") ? RestoreScope.REPLACE : RestoreScope.INTO_EMPTY;
        DefaultBackups.requireComplete(scope, manifest);
        try (SpooledBackup copy = stored.spool(manifest);
                InputStream dump = progress("restore", manifest).of(copy.open())) {
            runner.restore(database, dump, scope).warnings().forEach(each -> out.println("NOT RESTORED: " + each));
        }
        out.println("Backup \"" + manifest.id() + "\" was restored");
        return 0;
    }

    private DumpProgress progress(String operation, BackupManifest manifest) {
        return new DumpProgress(progress, operation, manifest.dumpBytes());
    }

    /** Requires an authenticated origin. Without a catalog, only keys can authenticate a backup. */
    private void requireProof(StoredBackups stored, BackupManifest manifest) {
        if (stored.authenticate(manifest, false) == BackupProof.NONE && !options.has("--allow-unsigned")) {
            throw new UnauthenticatedBackupException(
                    UnauthenticatedBackupException.Reason.NOT_ALLOWED,
                    "The origin of backup \"" + manifest.id() + "\" cannot be authenticated, and a dump can run"
                            + " code. Pass the signature keys with --keys or the keyset with --keyset, or add"
                            + " --allow-unsigned if you trust the origin of the backup");
        }
    }

    private BackupDatabase database() {
        return BackupDatabase.unpooled(
                "target", options.required("--url"), options.value("--user"), environment.get(PASSWORD));
    }

    private BackupRunner runner(BackupManifest manifest, BackupDatabase database) throws IOException {
        @Nullable Path tools = options.path("--tools");
        BackupRunner runner = switch (manifest.runner()) {
            case "postgresql" -> new PostgresRunner(DumpMethod.AUTO, tools, 1);
            case "mariadb" -> new MariaDbRunner(DumpMethod.AUTO, tools);
            case "h2" -> new H2Runner();
            default ->
                throw new IOException("Backup \"" + manifest.id() + "\" was made by the runner \"" + manifest.runner()
                        + "\", which this command does not support");
        };
        if (!runner.supports(database)) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" was made by the runner \""
                    + manifest.runner() + "\", which does not support the database of --url");
        }
        return runner;
    }
}
