package io.opsmon.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over two connections, by way of a directory. */
class ParallelPostgresRunnerTest extends PostgresRunnerContract {

    private final Set<Path> before = dumpsInClear();

    ParallelPostgresRunnerTest() throws InterruptedException, IOException {
        super(new PostgresRunner(DumpMethod.TOOLS, null, 2));
        TestTools.require("pg_dump");
    }

    @AfterEach
    void leavesNothingInClear() throws Exception {
        assertThat(before).containsAll(dumpsInClear());
    }

    /** Those of other processes, and of killed ones, too. */
    private static Set<Path> dumpsInClear() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("opsmon-dump"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void isADirectoryOfPgDump() throws Exception {
        assertThat(new String(dump(), StandardCharsets.ISO_8859_1))
                .startsWith("PK")
                .contains("toc.dat", "PGDMP");
    }

    @Test
    void leavesTheDirectoryByNoName() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        ZipOutputStream zip = new ZipOutputStream(archive);
        zip.putNextEntry(new ZipEntry("../escaped"));
        zip.closeEntry();
        zip.finish();

        assertThatThrownBy(() -> runner.restore(
                        database(pool), new ByteArrayInputStream(archive.toByteArray()), RestoreScope.INTO_EMPTY))
                .hasMessageContaining("../escaped");
    }
}
