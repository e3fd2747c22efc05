package io.opsmon.log.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives with Zstandard, and with gzip in hosts without its library. */
class ArchiveCompressionTest {

    @TempDir
    Path directory;

    private LogArchive<OperationLogEntry> archive(ArchiveCompression compression) {
        return new LogArchive<>(
                OperationLogDefinition.OPERATION_LOG, directory, new Sealer(List.of()), Clock.systemUTC(), compression);
    }

    private static void write(LogArchive<OperationLogEntry> archive, OperationLogEntry... entries) throws IOException {
        archive.write("", Hash.ZERO, List.of(), sink -> {
            for (OperationLogEntry entry : entries) {
                sink.accept(entry);
            }
        });
    }

    private static List<String> descriptions(Path archive) throws IOException {
        List<String> read = new ArrayList<>();
        LogArchive.read(OperationLogDefinition.OPERATION_LOG, archive, entry -> read.add(entry.description()));
        return read;
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWroteAndIsSmaller(ArchiveCompression compression) throws Exception {
        String text = "changed the price, ".repeat(100).strip();
        write(archive(compression), TestEntries.described(text), TestEntries.described("second"));

        Path file = archive(compression).list().get(0);
        assertThat(file.getFileName().toString()).endsWith(compression.suffix());
        assertThat(Files.size(file)).isLessThan(text.length() / 2);
        assertThat(descriptions(file)).containsExactly(text, "second");
    }

    @ParameterizedTest
    @EnumSource
    void readsArchivesOfTheOtherCompression(ArchiveCompression compression) throws Exception {
        for (ArchiveCompression each : ArchiveCompression.values()) {
            write(archive(each), TestEntries.described(each.name()));
        }

        List<String> read = new ArrayList<>();
        for (Path file : archive(compression).list()) {
            read.addAll(descriptions(file));
        }

        assertThat(read)
                .containsExactlyInAnyOrder(Arrays.stream(ArchiveCompression.values())
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void removesManifestsWithoutArchiveAndNothingElse(ArchiveCompression compression) throws Exception {
        write(archive(compression), TestEntries.described("kept"));
        Path kept = archive(compression).list().get(0);
        Path orphan = directory.resolve("operation-log_node-1_1-99" + compression.suffix() + ArchiveManifest.SUFFIX);
        Files.createFile(orphan);

        for (ArchiveCompression each : ArchiveCompression.values()) {
            archive(each).cleanUp();
        }

        assertThat(orphan).doesNotExist();
        assertThat(kept).exists();
        assertThat(kept.resolveSibling(kept.getFileName() + ArchiveManifest.SUFFIX))
                .exists();
    }

    @ParameterizedTest
    @EnumSource
    void refusesATruncatedArchive(ArchiveCompression compression) throws Exception {
        write(archive(compression), TestEntries.described("a".repeat(100)), TestEntries.described("b"));
        Path file = archive(compression).list().get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));

        assertThatThrownBy(() -> descriptions(file)).isInstanceOf(IOException.class);
    }

    @Test
    void prefersZstandard() {
        assertThat(ArchiveCompression.ofNewArchives()).isEqualTo(ArchiveCompression.ZSTANDARD);
    }
}
