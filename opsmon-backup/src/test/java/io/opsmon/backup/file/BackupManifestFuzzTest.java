package io.opsmon.backup.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.fuzz.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A manifest is parsed, or rejected with an {@link IOException}; a parsed manifest is equal after writing and parsing
 * again.
 */
class BackupManifestFuzzTest extends FuzzContract {

    private static final Sealer SEALER =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));

    @Override
    protected void read(byte[] input) throws IOException {
        BackupManifest manifest;
        try {
            manifest = BackupManifest.parse(input);
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(BackupManifest.parse(manifest.toJson())).isEqualTo(manifest);
        assertThat(manifest.verify(SEALER)).isNotNull();
        assertThat(manifest.signedBy(SEALER).verify(SEALER)).isEqualTo(Sealer.Verdict.VALID);
        assertThat(manifest.identity()).isNotNull();
        assertThat(manifest.tables()).hasSizeLessThanOrEqualTo(BackupManifest.MAX_TABLES);
    }

    @Override
    protected Stream<byte[]> seeds() {
        BackupManifest manifest = new BackupManifest(
                "01K",
                "shop",
                "orders \"ü\"; ..",
                "PostgreSQL 15.18",
                "postgresql",
                null,
                Instant.parse("2026-11-25T08:00:00.123456Z"),
                "orders/one.dump",
                1L << 40,
                1L << 38,
                "4294967295",
                Hash.sha256(new byte[] {1}),
                List.of(
                        new TableContent("public", "order", 7, Hash.sha256(new byte[] {2})),
                        new TableContent("public", "ünï\"code", 0, null)),
                null);
        return Stream.concat(
                Stream.of(manifest.toJson(), manifest.signedBy(SEALER).toJson()),
                Stream.of("", "{}", "[[[[[[[[[[", "{\"format\":\"opsmon-backup-1\"}", "1e999999999", "\"\\ud800\"")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }
}
