package io.opsmon.backup.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupManifestTest {

    private static final Sealer SEALER =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));

    private static final BackupManifest MANIFEST = new BackupManifest(
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

    @Test
    void isReadAsItWasWritten() throws IOException {
        BackupManifest signed = MANIFEST.signedBy(SEALER);

        assertThat(BackupManifest.parse(MANIFEST.toJson())).isEqualTo(MANIFEST);
        assertThat(BackupManifest.parse(signed.toJson())).isEqualTo(signed);
    }

    @Test
    void hasFindingsThatAreSigned() throws IOException {
        BackupFinding finding =
                new BackupFinding(BackupFinding.Severity.WARNING, "SOME_CODE", "table a", "a problem", "a remedy");
        BackupManifest with = withFindings(List.of(finding)).signedBy(SEALER);

        assertThat(BackupManifest.parse(with.toJson())).isEqualTo(with);
        assertThat(parse(new String(with.toJson(), StandardCharsets.UTF_8).replace("a remedy", "b remedy"))
                        .verify(SEALER))
                .isEqualTo(Sealer.Verdict.FORGED);
        assertThat(new String(MANIFEST.toJson(), StandardCharsets.UTF_8)).doesNotContain("findings");
        assertThat(withFindings(Collections.nCopies(1_000, finding)).findings()).hasSize(BackupManifest.MAX_FINDINGS);
        BackupFinding tooLong =
                new BackupFinding(BackupFinding.Severity.NOTE, "SOME_CODE", "x".repeat(5_000), "a problem", "a remedy");
        assertThat(BackupManifest.parse(withFindings(List.of(tooLong)).toJson()).findings())
                .extracting(BackupFinding::object)
                .containsExactly("x".repeat(999) + "…");
    }

    private static BackupManifest withFindings(List<BackupFinding> findings) {
        return new BackupManifest(
                MANIFEST.id(),
                MANIFEST.application(),
                MANIFEST.dataSource(),
                MANIFEST.engine(),
                MANIFEST.runner(),
                MANIFEST.tool(),
                MANIFEST.createdAt(),
                MANIFEST.file(),
                MANIFEST.dumpBytes(),
                MANIFEST.storedBytes(),
                MANIFEST.keyId(),
                MANIFEST.sha256(),
                MANIFEST.tables(),
                findings,
                new LeftOut(List.of("public.cache"), List.of("public.audit_log")),
                null);
    }

    @Test
    void showsWhenItWasForged() throws IOException {
        String signed = new String(MANIFEST.signedBy(SEALER).toJson(), StandardCharsets.UTF_8);

        assertThat(parse(signed).verify(SEALER)).isEqualTo(Sealer.Verdict.VALID);
        assertThat(MANIFEST.verify(SEALER)).isEqualTo(Sealer.Verdict.UNSIGNED);
        assertThat(parse(signed).verify(new Sealer(List.of()))).isEqualTo(Sealer.Verdict.UNKNOWN_KEY);
        for (String[] change : new String[][] {
            {"orders/one.dump", "orders/two.dump"},
            {"\"rows\" : 7", "\"rows\" : 8"},
            {"4294967295", "1"},
            {"shop", "shop2"},
            {MANIFEST.sha256().toString(), Hash.ZERO.toString()}
        }) {
            assertThat(signed).contains(change[0]);
            assertThat(parse(signed.replace(change[0], change[1])).verify(SEALER))
                    .isEqualTo(Sealer.Verdict.FORGED);
        }
    }

    private static BackupManifest parse(String json) throws IOException {
        return BackupManifest.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "no json",
                "{\"format\":\"opsmon-backup-2\"}",
                "{\"format\":\"opsmon-backup-1\",\"id\":\"1\"}"
            })
    void saysWhatIsNoManifest(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class).hasMessageContaining("manifest");
    }

    /** Another parser could read the second meaning of a member or of the whole document. */
    @Test
    void readsNothingThatCanBeReadInTwoWays() {
        String json = new String(MANIFEST.toJson(), StandardCharsets.UTF_8);
        for (String ambiguous : List.of(
                json.replace("\"keyId\"", "\"keyId\" : null, \"keyId\""),
                json.replace("\"rows\" : 7", "\"rows\" : 7, \"rows\" : 8"),
                json.replace("\"4294967295\"", "4294967295"),
                json.replace("\"rows\" : 7", "\"rows\" : \"7\""),
                json.replace("\"rows\" : 7", "\"rows\" : 7.5"),
                json.replace("\"rows\" : 7", "\"rows\" : -1"),
                json.replace("" + (1L << 40), "1e12"),
                json.replace("" + (1L << 40), "9223372036854775808"),
                json.replace("\"zstd\"", "\"gzip\""),
                json.replace("\"signature\" : null", "\"signature\" : false"),
                json + "{}")) {
            assertThat(ambiguous).isNotEqualTo(json);
            assertThatThrownBy(() -> parse(ambiguous))
                    .as(ambiguous)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not a manifest");
        }
    }

    @Test
    void readsNothingThatWouldTakeMuchMemory() {
        String json = new String(MANIFEST.toJson(), StandardCharsets.UTF_8);
        String begin = json.substring(0, json.lastIndexOf('}')).stripTrailing() + ", \"more\" : ";
        for (String large : List.of(
                begin + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                begin + "[" + "1,".repeat(5_000_000) + "1]}",
                begin + "\"" + "x".repeat(1_000_000) + "\"}",
                begin + "1".repeat(100_000) + "}",
                begin + "{\"" + "x".repeat(100_000) + "\":1}}",
                begin + "1}" + " ".repeat(BackupManifest.MAX_BYTES),
                json.replace("shop", "x".repeat(1_001)),
                json.replace(
                        "\"tables\" : [",
                        "\"tables\" : ["
                                + "{\"schema\":\"\",\"name\":\"\",\"rows\":0},".repeat(BackupManifest.MAX_TABLES)))) {
            assertThatThrownBy(() -> parse(large))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not a manifest")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(2_000));
        }
    }

    @Test
    void describesAsManyTablesAsItMay() throws IOException {
        TableContent table = new TableContent("a_schema", "a_table_with_a_name", 1L << 40, Hash.ZERO);
        BackupManifest most = new BackupManifest(
                "1",
                "shop",
                "main",
                "H2",
                "h2",
                null,
                Instant.EPOCH,
                "f",
                1,
                1,
                null,
                Hash.ZERO,
                Collections.nCopies(BackupManifest.MAX_TABLES, table),
                null);

        assertThat(BackupManifest.parse(most.toJson()).tables()).hasSize(BackupManifest.MAX_TABLES);
    }
}
