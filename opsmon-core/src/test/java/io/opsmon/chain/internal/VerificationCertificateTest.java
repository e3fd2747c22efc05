package io.opsmon.chain.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.Sealer.Verdict;
import io.opsmon.chain.VerificationReport;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests certificates of verifications. */
class VerificationCertificateTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Hash HASH = Hash.sha256("last".getBytes(StandardCharsets.UTF_8));
    private static final Sealer SEALER = new Sealer(List.of(SealKey.hmac("k1", secret(1))));

    private static String secret(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static VerificationReport report(List<Finding> outside, Finding... acknowledged) {
        return new VerificationReport(
                "operation-log",
                NOON,
                Duration.ofNanos(1_234_567_000),
                List.of(new ChainReport("node-1", 1, 2_733, 2_733, 0, 2_730, HASH, List.of())),
                outside,
                List.of(acknowledged));
    }

    private static Finding finding(String chain, String detail) {
        return new Finding(Finding.Kind.ALTERED, chain, 7, new UUID(0, 7), detail);
    }

    private static VerificationCertificate signed(VerificationReport report) {
        return VerificationCertificate.sign("shop", "node-1", "admin", report, SEALER);
    }

    @Test
    void isAReadableText() {
        String text = signed(report(List.of())).text();

        assertThat(text.lines().limit(9))
                .containsExactly(
                        "Certificate of integrity (opsmon, format 1)",
                        "Log: operation-log",
                        "Application: shop",
                        "Verified by: node-1",
                        "Started: 2026-03-01T12:00:00.123456Z",
                        "Started by: admin",
                        "Result: intact",
                        "Entries: 2733 unchanged, 0 changed",
                        "Chain node-1: entries 1 to 2733, signed seals up to 2730, last hash " + HASH);
        assertThat(text.lines().skip(9)).hasSize(2).last().asString().startsWith("Signature: k1:");
    }

    @Test
    void hasTheFormatThatEarlierCertificatesHave() {
        // The signature of a stored certificate must stay valid, so this value never changes.
        assertThat(signed(report(List.of(finding("node-1", "differs"))))
                        .text()
                        .lines()
                        .reduce((a, b) -> b))
                .contains("Signature: k1:NK7hzFWCn3yYBsjXvIijX0Q5M5nvCfSe/Fy55w4Q4rg");
    }

    @Test
    void isReadAsItWasWritten() {
        VerificationReport report = report(List.of(finding("node-1", "differs")), finding("", "known"));
        VerificationCertificate written = signed(report);

        VerificationCertificate read =
                VerificationCertificate.parse(written.text().replace("\n", "\r\n"));

        assertThat(read).isEqualTo(written);
        assertThat(read.report()).isEqualTo(report);
        assertThat(read.verify(SEALER)).isEqualTo(Verdict.VALID);
        assertThat(read.isBelieved(SEALER)).isTrue();
    }

    @Test
    void namesTheScheduleAndFindings() {
        VerificationReport report = report(List.of(finding("node-1", "differs")), finding("node-2", "known"));

        String text = VerificationCertificate.sign("shop", "node-1", null, report, SEALER)
                .text();

        assertThat(text)
                .contains("\nStarted by: the schedule\n")
                .contains("\nResult: findings: 1; acknowledged findings: 1\n")
                .contains("\nFinding: ALTERED at entry 7 of the chain node-1: differs\n");
        assertThat(VerificationCertificate.parse(text).startedBy()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Result: intact, Result: perfect", "2733 unchanged, 2734 unchanged", "shop, shed", "admin, Admin"})
    void isForgedWhenAWordDiffers(String before, String after) {
        String text = signed(report(List.of())).text().replaceFirst(before, after);

        VerificationCertificate read = VerificationCertificate.parse(text);

        assertThat(read.verify(SEALER)).isEqualTo(Verdict.FORGED);
        assertThat(read.isBelieved(SEALER)).isFalse();
    }

    @Test
    void isVerifiedWithAPublicKeyAlone() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String publicKey = base64.encodeToString(pair.getPublic().getEncoded());
        Sealer signing = new Sealer(List.of(
                SealKey.ed25519("e1", base64.encodeToString(pair.getPrivate().getEncoded()), publicKey)));
        Sealer auditor = new Sealer(List.of(SealKey.ed25519("e1", null, publicKey)));

        VerificationCertificate certificate =
                VerificationCertificate.sign("shop", "node-1", null, report(List.of()), signing);

        assertThat(certificate.verify(auditor)).isEqualTo(Verdict.VALID);
        assertThat(certificate.verify(SEALER)).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(certificate.isBelieved(SEALER)).isFalse();
    }

    @Test
    void isUnsignedWithoutAKeyAndCountsOnlyThere() {
        Sealer none = new Sealer(List.of());
        VerificationCertificate certificate =
                VerificationCertificate.sign("shop", "node-1", null, report(List.of()), none);

        assertThat(certificate.text()).endsWith("\nSignature: none, because the application has no key\n");
        assertThat(certificate.isBelieved(none)).isTrue();
        assertThat(certificate.verify(SEALER)).isEqualTo(Verdict.UNSIGNED);
        assertThat(certificate.isBelieved(SEALER)).isFalse();
    }

    @Test
    void keepsNamesOnTheirLine() {
        String name = "x\nResult: intact\r\u2028Signature: k1:AAAA";
        VerificationCertificate written =
                VerificationCertificate.sign(name, name, name, report(List.of(finding(name, name))), SEALER);

        assertThat(written.text().lines().filter(line -> line.startsWith("Result: ")))
                .containsExactly("Result: findings: 1");
        assertThat(written.text().lines().filter(line -> line.startsWith("Signature: ")))
                .hasSize(1);
        assertThat(VerificationCertificate.parse(written.text())).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "Certificate",
        "'Certificate of integrity (opsmon, format 2)\nData: {}\nSignature: none\n'",
        "'Certificate of integrity (opsmon, format 1)\nData: {\nSignature: none\n'",
        "'Certificate of integrity (opsmon, format 1)\nData: {\"startedAt\": 7}\nSignature: none\n'",
        "'Certificate of integrity (opsmon, format 1)\nSignature: none\nData: {}\n'"
    })
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> VerificationCertificate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
