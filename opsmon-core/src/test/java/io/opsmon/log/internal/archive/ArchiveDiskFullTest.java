package io.opsmon.log.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.log.internal.export.ExportFormat;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Archives and exports on a file system of 256 kB. The test requires the right to mount a file system, and is skipped
 * with a message otherwise.
 */
class ArchiveDiskFullTest {

    @TempDir
    Path directory = Path.of("");

    private @Nullable SmallDisk disk;

    private Path disk() {
        return Objects.requireNonNull(disk).path();
    }

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = SmallDisk.mount(directory, 256);
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    private static OperationLogEntry incompressible(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(1_500, 33, 127).forEach(c -> text.append((char) c));
        return TestEntries.described(text.toString());
    }

    @Test
    void anArchiveThatDoesNotFitLeavesNothingBehind() throws Exception {
        LogArchive<OperationLogEntry> archive = new LogArchive<>(
                OperationLogDefinition.OPERATION_LOG, disk(), new Sealer(List.of()), Clock.systemUTC());
        Random random = new Random(1);

        assertThatThrownBy(() -> archive.write("node-1", Hash.ZERO, List.of(), sink -> {
                    for (int i = 0; i < 1_000; i++) {
                        sink.accept(incompressible(random));
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");

        try (Stream<Path> files = Files.list(disk())) {
            assertThat(files).isEmpty();
        }
        assertThat(archive.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void anExportThatDoesNotFitSaysSo(ExportFormat format) {
        Random random = new Random(1);

        assertThatThrownBy(() -> {
                    try (ExportWriter<OperationLogEntry> writer = format.writer(
                            Files.newOutputStream(disk().resolve("export")),
                            OperationLogDefinition.OPERATION_LOG,
                            false)) {
                        for (int i = 0; i < 1_000; i++) {
                            writer.write(incompressible(random));
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
    }
}
