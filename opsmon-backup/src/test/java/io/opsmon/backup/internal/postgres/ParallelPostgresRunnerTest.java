package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps with two connections, through a directory. */
class ParallelPostgresRunnerTest extends PostgresRunnerContract {

    private static final String TEMPORARY = "java.io.tmpdir";

    private final String shared = System.getProperty(TEMPORARY);

    /** Separate from the dumps of other processes. */
    @TempDir
    Path own;

    ParallelPostgresRunnerTest() throws InterruptedException {
        super(new PostgresRunner(DumpMethod.TOOLS, null, 2));
        TestTools.require("pg_dump");
    }

    @BeforeEach
    void dumpsIntoADirectoryOfItsOwn() {
        System.setProperty(TEMPORARY, own.toString());
    }

    @AfterEach
    void leavesNothingInClear() throws Exception {
        System.setProperty(TEMPORARY, shared);
        try (Stream<Path> files = Files.list(own)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("opsmon-dump"));
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
