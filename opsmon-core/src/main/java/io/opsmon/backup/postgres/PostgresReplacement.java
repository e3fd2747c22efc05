package io.opsmon.backup.postgres;

import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.tool.ToolProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a dump in the place of what is in a database, but for opsmon's own tables, in one transaction: {@code pg_restore} turns the dump into statements, and {@code psql} runs them after having dropped what is there. {@code COMMIT} is sent to it when the dump has been read to
 * its end and {@code pg_restore} has ended well; whatever happens before that, the database stays as it is.
 */
final class PostgresReplacement {

    /** An entry of a dump's contents: {@code 215; 1259 16385 TABLE public orders owner}. */
    private static final Pattern OWN = Pattern.compile("\\d+; \\d+ \\d+ .* " + RestoreScope.OWN_TABLES + ".* [^ ]*");

    private static final String BEGIN = """
            BEGIN;
            SET client_min_messages = warning;
            DO $opsmon$
            DECLARE
              dropping text;
              droppings text[];
            BEGIN
              droppings := ARRAY(WITH theirs AS (
                SELECT n.oid, n.nspname,
                       EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname LIKE 'opsmon\\_%') AS has_own
                  FROM pg_namespace n
                 WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e'))
                SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM theirs WHERE nspname <> 'public' AND NOT has_own
                UNION ALL
                SELECT format('DROP %s IF EXISTS %I.%I CASCADE',
                              CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
                                             WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, t.nspname, c.relname)
                  FROM pg_class c JOIN theirs t ON t.oid = c.relnamespace
                 WHERE c.relkind IN ('v', 'm', 'f', 'S', 'r', 'p', 'c') AND NOT c.relispartition AND c.relname NOT LIKE 'opsmon\\_%'
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                   AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                                          AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
                UNION ALL
                SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
                  FROM pg_proc p JOIN theirs t ON t.oid = p.pronamespace
                 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
                UNION ALL
                SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', t.nspname, y.typname)
                  FROM pg_type y JOIN theirs t ON t.oid = y.typnamespace
                 WHERE y.typtype IN ('e', 'd', 'r')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = y.oid AND d.deptype = 'e'));
              FOREACH dropping IN ARRAY droppings LOOP
                EXECUTE dropping;
              END LOOP;
              PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
            END
            $opsmon$;
            """;

    private static final String END = "\nCOMMIT;\n";
    private static final int CHUNK = 1 << 16;

    private final Path restore;
    private final Path psql;
    private final PostgresAddress address;
    private final String database;

    /** With the programs and the database's name, as a connection string. */
    PostgresReplacement(Path restore, Path psql, PostgresAddress address, String database) {
        this.restore = restore;
        this.psql = psql;
        this.address = address;
        this.database = database;
    }

    void run(InputStream dump) throws IOException, InterruptedException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String contents = contents(dump, head);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), dump);
        Path list = Files.createTempFile("opsmon-restore", ".list");
        try {
            Files.writeString(
                    list,
                    contents.lines()
                            .filter(line -> !OWN.matcher(line).matches())
                            .collect(Collectors.joining("\n", "", "\n")));
            tool(
                            psql,
                            "--no-psqlrc",
                            "--quiet",
                            "--output=/dev/null",
                            "--set=ON_ERROR_STOP=1",
                            "--no-password",
                            "--dbname=" + database,
                            "--file=-")
                    .run(process -> statements(process.getOutputStream(), list, whole));
        } finally {
            Files.delete(list);
        }
    }

    private ToolProcess tool(Path program, String... arguments) {
        return new ToolProcess(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList(),
                address.environment(),
                address.secrets());
    }

    /** The dump's table of contents is at its beginning; what is read for it is read again later. */
    private String contents(InputStream dump, ByteArrayOutputStream head) throws IOException, InterruptedException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        tool(restore, "--list")
                .run(
                        process -> feedUntilItHasEnough(process, dump, head),
                        process -> process.getInputStream().transferTo(list));
        return list.toString(StandardCharsets.UTF_8);
    }

    private static void feedUntilItHasEnough(Process process, InputStream dump, OutputStream head) throws IOException {
        OutputStream in = process.getOutputStream();
        byte[] chunk = dump.readNBytes(CHUNK);
        while (chunk.length > 0) {
            head.write(chunk);
            try {
                in.write(chunk);
                in.flush();
            } catch (IOException enough) {
                // It has ended; how, it tells by its status.
                return;
            }
            chunk = dump.readNBytes(CHUNK);
        }
        in.close();
    }

    private void statements(OutputStream statements, Path list, InputStream dump) throws IOException {
        statements.write(BEGIN.getBytes(StandardCharsets.UTF_8));
        try {
            tool(restore, "--file=-", "--no-owner", "--use-list=" + list)
                    .run(
                            process -> {
                                try (OutputStream in = process.getOutputStream()) {
                                    dump.transferTo(in);
                                }
                            },
                            process -> process.getInputStream().transferTo(statements));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        statements.write(END.getBytes(StandardCharsets.UTF_8));
        statements.close();
    }
}
