package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.internal.file.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Replaces the content of a database with a dump, except opsmon's own tables, in one transaction. {@code pg_restore}
 * converts the dump to statements, and {@code psql} runs them after dropping the existing objects. {@code COMMIT} is
 * sent only after the dump was read to its end and {@code pg_restore} has succeeded. After any earlier failure, the
 * database is unchanged. {@link RestrictedScript} prevents {@code psql} from running commands in the dump.
 */
final class PostgresReplacement {

    private static final String BEGIN =
            "BEGIN;\nSET client_min_messages = warning;\n" + PostgresDrops.ALL_BUT_OWN + ";\n";

    private static final String END = "\nCOMMIT;\n";

    private final Path restore;
    private final Path psql;
    private final PostgresAddress address;
    private final String database;
    private final RestrictedScript restricted = new RestrictedScript();

    /** Uses the given programs, and the connection string of the database. */
    PostgresReplacement(Path restore, Path psql, PostgresAddress address, String database) {
        this.restore = restore;
        this.psql = psql;
        this.address = address;
        this.database = database;
    }

    /** Restores a dump in the custom format. */
    void run(InputStream dump) throws IOException, InterruptedException {
        PostgresArchive archive = PostgresArchive.of(restore, address.environment(), dump);
        run(
                archive.contents(),
                (list, statements) -> tool(restore, "--file=-", "--no-owner", restricted.option(), "--use-list=" + list)
                        .run(
                                process -> {
                                    try (OutputStream in = process.getOutputStream()) {
                                        archive.whole().transferTo(in);
                                    }
                                },
                                process -> restricted.copy(process.getInputStream(), statements)));
    }

    /** Restores a dump in the directory format. */
    void run(Path dump) throws IOException, InterruptedException {
        run(
                PostgresArchive.contents(restore, address.environment(), dump),
                (list, statements) -> tool(
                                restore,
                                "--file=-",
                                "--no-owner",
                                restricted.option(),
                                "--use-list=" + list,
                                dump.toString())
                        .run(process -> restricted.copy(process.getInputStream(), statements)));
    }

    /** Writes the statements for the entries of a list. */
    private interface Statements {
        void write(Path list, OutputStream statements) throws IOException, InterruptedException;
    }

    private void run(String contents, Statements making) throws IOException, InterruptedException {
        try (WorkDirectory work = WorkDirectory.create(PostgresTools.WORK)) {
            Path list = work.path().resolve("contents.list");
            Files.writeString(list, ArchiveContents.of(contents).withoutOwn());
            tool(
                            psql,
                            "--no-psqlrc",
                            "--quiet",
                            "--output=/dev/null",
                            "--set=ON_ERROR_STOP=1",
                            "--no-password",
                            "--dbname=" + database,
                            "--file=-")
                    .run(process -> statements(process.getOutputStream(), list, making));
        }
    }

    private ToolProcess tool(Path program, String... arguments) {
        return new ToolProcess(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList(),
                address.environment(),
                address.secrets());
    }

    private static void statements(OutputStream statements, Path list, Statements making) throws IOException {
        statements.write(BEGIN.getBytes(StandardCharsets.UTF_8));
        try {
            making.write(list, statements);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        statements.write(END.getBytes(StandardCharsets.UTF_8));
        statements.close();
    }
}
