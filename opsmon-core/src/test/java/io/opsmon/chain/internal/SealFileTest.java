package io.opsmon.chain.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealFileTest {

    @TempDir
    private Path directory;

    private Path path;
    private SealFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("new/seals.ndjson");
        file = new SealFile(path);
    }

    private static Seal seal(String log, long number, @Nullable String reason, @Nullable String signature) {
        return new Seal(
                log,
                "vm",
                number,
                number * 10,
                Hash.ZERO,
                Hash.ZERO,
                "node \"1\"\n",
                Instant.parse("2026-11-30T12:00:00.000001Z"),
                reason,
                signature);
    }

    @Test
    void keepsSealsOfSeveralLogs() {
        Seal operations = seal("operation-log", 1, null, "k1:abc");
        Seal logins = seal("login-log", 1, "restored\nfrom a backup", null);

        file.keep(operations);
        file.keep(logins);

        assertThat(file.seals("operation-log")).containsExactly(operations);
        assertThat(file.seals("login-log")).containsExactly(logins);
        assertThat(file.seals("other")).isEmpty();
        assertThat(file.damages()).isEmpty();
        assertThat(file.isRequired()).isTrue();
    }

    @Test
    void hasNoSealsBeforeTheFirst() {
        assertThat(file.seals("operation-log")).isEmpty();
        assertThat(file.damages()).isEmpty();
    }

    @Test
    void namesLinesThatAreNoSeals() throws Exception {
        file.keep(seal("operation-log", 1, null, null));
        Files.writeString(path, "\nrubbish\n{\"log\":\"x\"}\n", StandardOpenOption.APPEND);
        file.keep(seal("operation-log", 2, null, null));

        assertThat(file.damages()).hasSize(2);
        assertThat(file.damages().get(0)).contains("Line 3 ", path.toString());
        assertThat(file.damages().get(1)).contains("Line 4 ");
        assertThat(file.seals("operation-log")).extracting(Seal::number).containsExactly(1L, 2L);
    }

    @Test
    void acceptsALineThatAKilledProcessBegan() throws Exception {
        file.keep(seal("operation-log", 1, null, null));
        Files.writeString(path, "{\"log\":\"operation-l", StandardOpenOption.APPEND);

        assertThat(file.damages()).isEmpty();

        file.keep(seal("operation-log", 2, null, null));

        assertThat(file.seals("operation-log")).extracting(Seal::number).containsExactly(1L, 2L);
    }

    @Test
    void tellsThatTheFileCannotBeReadOrWritten() throws Exception {
        Files.createDirectories(path);

        assertThat(file.damages()).singleElement().asString().contains("cannot be read", path.toString());
        assertThatThrownBy(() -> file.seals("operation-log"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString());
        assertThatThrownBy(() -> file.keep(seal("operation-log", 1, null, null)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString());
    }
}
