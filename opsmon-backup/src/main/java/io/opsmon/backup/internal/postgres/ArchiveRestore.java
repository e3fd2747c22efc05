package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.internal.file.DirectoryArchive;
import io.opsmon.backup.internal.jdbc.PipedTask;
import io.opsmon.backup.internal.jdbc.PsqlReader;
import io.opsmon.backup.internal.postgres.restore.PostgresRestore;
import io.opsmon.backup.internal.postgres.restore.RestorePlan;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.internal.file.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Restores a dump of {@code pg_dump}. {@code pg_restore} converts the dump to statements, which {@link PostgresRestore}
 * runs in one transaction. A dump in the directory format is first restored by {@code pg_restore} with several
 * connections. If functions in that database need a search path, one connection restores the dump again.
 */
final class ArchiveRestore {

    private final BackupDatabase database;
    private final Path restore;
    private final PostgresAddress address;
    private final int parallelism;

    /** Uses a program for a database. */
    ArchiveRestore(BackupDatabase database, Tool restore, int parallelism) throws ToolException {
        FixedProgram.require(restore);
        this.database = database;
        this.restore = restore.path();
        this.address = PostgresAddress.of(database);
        this.parallelism = parallelism;
    }

    /** Restores a dump, and returns the warnings. */
    List<String> run(InputStream dump, RestoreScope scope) throws IOException, SQLException, InterruptedException {
        PushbackInputStream whole = DirectoryArchive.BEGINNING.lookingAt(dump);
        boolean isReplacing = scope == RestoreScope.REPLACE;
        RestorePlan plan =
                isReplacing ? RestorePlan.replacing(List.of(PostgresDrops.ALL_BUT_OWN)) : RestorePlan.everything();
        List<String> warnings = new ArrayList<>();
        if (DirectoryArchive.BEGINNING.isAtBeginningOf(whole)) {
            PostgresTools.inDirectory(work -> {
                DirectoryArchive.read(whole, work);
                ArchiveContents contents =
                        ArchiveContents.of(PostgresArchive.contents(restore, address.environment(), work));
                warnings.addAll(
                        isReplacing
                                ? statements(work, contents.withoutOwn(), List.of(), plan)
                                : inParallel(work, contents, List.of(), plan));
            });
        } else {
            PostgresArchive archive = PostgresArchive.of(restore, address.environment(), whole);
            String list = isReplacing ? ArchiveContents.of(archive.contents()).withoutOwn() : archive.contents();
            warnings.addAll(statements(archive, list, List.of(), plan));
        }
        return warnings;
    }

    /** Restores a dump into a scratch database, and returns the warnings. */
    List<String> run(InputStream dump, ScratchContents contents)
            throws IOException, SQLException, InterruptedException {
        PushbackInputStream whole = DirectoryArchive.BEGINNING.lookingAt(dump);
        List<String> options =
                contents.isCaged() ? List.of("--no-privileges", "--no-tablespaces", "--no-security-labels") : List.of();
        List<String> warnings = new ArrayList<>();
        if (DirectoryArchive.BEGINNING.isAtBeginningOf(whole)) {
            PostgresTools.inDirectory(work -> {
                DirectoryArchive.read(whole, work);
                String list = contents.restored(PostgresArchive.contents(restore, address.environment(), work));
                warnings.addAll(inParallel(work, ArchiveContents.of(list), options, RestorePlan.scratch(contents)));
            });
        } else {
            PostgresArchive archive = PostgresArchive.of(restore, address.environment(), whole);
            String list = contents.restored(archive.contents());
            warnings.addAll(statements(archive, list, options, RestorePlan.scratch(contents)));
        }
        return warnings;
    }

    private List<String> inParallel(Path dump, ArchiveContents contents, List<String> options, RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        PostgresParallelRestore parallel = new PostgresParallelRestore(database, plan.scratch() != null);
        parallel.requireEmpty();
        return parallel.run(
                () -> {
                    List<String> warnings = new ArrayList<>();
                    // The plan may create extensions as another user.
                    warnings.addAll(statements(dump, contents.first(), options, plan));
                    try (WorkDirectory work = WorkDirectory.create(PostgresTools.WORK)) {
                        tool(parallel(list(work, contents.required()), options, dump))
                                .run();
                    }
                    warnings.addAll(statements(dump, contents.optional(), options, plan));
                    return warnings;
                },
                () -> statements(dump, contents.all(), options, plan));
    }

    private List<String> parallel(Path list, List<String> options, Path dump) throws SQLException {
        return Stream.of(
                        Stream.of(
                                "--jobs=" + parallelism,
                                "--exit-on-error",
                                "--no-owner",
                                "--no-password",
                                "--use-list=" + list,
                                // A name with an equals sign would be interpreted as a connection string.
                                "--dbname=" + PostgresAddress.named(PostgresParallelRestore.name(database))),
                        options.stream(),
                        Stream.of(dump.toString()))
                .flatMap(each -> each)
                .toList();
    }

    private List<String> statements(PostgresArchive archive, String list, List<String> options, RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        return statements(
                list,
                (file, out) -> tool(command(file, options, Stream.of()))
                        .run(
                                process -> {
                                    try (OutputStream in = process.getOutputStream()) {
                                        archive.whole().transferTo(in);
                                    }
                                },
                                process -> process.getInputStream().transferTo(out)),
                plan);
    }

    private List<String> statements(Path dump, String list, List<String> options, RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        return statements(
                list,
                (file, out) -> tool(command(file, options, Stream.of(dump.toString())))
                        .run(process -> process.getInputStream().transferTo(out)),
                plan);
    }

    /** Writes the statements for the entries of a list. */
    private interface Statements {
        void write(Path list, OutputStream out) throws IOException, InterruptedException;
    }

    private List<String> statements(String list, Statements statements, RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        try (WorkDirectory work = WorkDirectory.create(PostgresTools.WORK)) {
            Path file = list(work, list);
            PipedTask.Source source = out -> statements.write(file, out);
            return PostgresRestore.run(database.dataSource(), source, PsqlReader::new, plan);
        }
    }

    private static Path list(WorkDirectory work, String list) throws IOException {
        return Files.writeString(work.path().resolve("contents.list"), list);
    }

    private static List<String> command(Path list, List<String> options, Stream<String> dump) {
        return Stream.of(Stream.of("--file=-", "--no-owner", "--use-list=" + list), options.stream(), dump)
                .flatMap(each -> each)
                .toList();
    }

    private ToolProcess tool(List<String> arguments) {
        return new ToolProcess(
                Stream.concat(Stream.of(restore.toString()), arguments.stream()).toList(),
                address.environment(),
                address.secrets());
    }
}
