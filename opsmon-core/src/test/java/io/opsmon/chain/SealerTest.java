package io.opsmon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.chain.Sealer.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {

    private static final Hash CONTENT = Hash.sha256("content".getBytes(StandardCharsets.UTF_8));
    private static final Hash OTHER = Hash.sha256("other".getBytes(StandardCharsets.UTF_8));

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static SealKey hmac(String id, int first) {
        byte[] secret = new byte[32];
        secret[0] = (byte) first;
        return SealKey.hmac(id, base64(secret));
    }

    private static KeyPair pair() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static SealKey full(KeyPair pair) {
        return SealKey.ed25519(
                "e1",
                base64(pair.getPrivate().getEncoded()),
                base64(pair.getPublic().getEncoded()));
    }

    private static SealKey publicOnly(KeyPair pair) {
        return SealKey.ed25519("e1", null, base64(pair.getPublic().getEncoded()));
    }

    private static void verifiesItsOwnSignaturesOnly(Sealer signer, Sealer verifier, Sealer stranger) {
        String signature = signer.proof("hold", CONTENT);

        assertThat(verifier.verifyProof("hold", CONTENT, signature)).isEqualTo(Verdict.VALID);
        assertThat(verifier.verifyProof("hold", OTHER, signature)).isEqualTo(Verdict.FORGED);
        assertThat(verifier.verifyProof("acknowledged", CONTENT, signature)).isEqualTo(Verdict.FORGED);
        assertThat(verifier.verifyProof("hold", CONTENT, stranger.proof("hold", CONTENT)))
                .isEqualTo(Verdict.FORGED);
        assertThat(verifier.verifyProof("hold", CONTENT, signature + "!")).isEqualTo(Verdict.FORGED);
    }

    @Test
    void verifiesSignaturesOfASecret() {
        Sealer sealer = new Sealer(List.of(hmac("k1", 1)));

        verifiesItsOwnSignaturesOnly(sealer, sealer, new Sealer(List.of(hmac("k1", 2))));
    }

    @Test
    void verifiesSignaturesOfAPairWithThePublicKeyOnly() throws Exception {
        KeyPair pair = pair();

        verifiesItsOwnSignaturesOnly(
                new Sealer(List.of(full(pair))),
                new Sealer(List.of(publicOnly(pair))),
                new Sealer(List.of(full(pair()))));
        assertThat(new Sealer(List.of(publicOnly(pair))).verifyProof("hold", CONTENT, "e1:AAAA"))
                .isEqualTo(Verdict.FORGED);
    }

    @Test
    void signsOnlyIfTheFirstKeyCanSign() throws Exception {
        KeyPair pair = pair();

        assertThat(new Sealer(List.of(full(pair))).canSign()).isTrue();
        assertThat(new Sealer(List.of(hmac("k1", 1), publicOnly(pair))).canSign())
                .isTrue();
        Sealer auditor = new Sealer(List.of(publicOnly(pair), hmac("k1", 1)));
        assertThat(auditor.canSign()).isFalse();
        assertThat(auditor.proof("hold", CONTENT)).isNull();
        assertThat(new Sealer(List.of()).canSign()).isFalse();
    }

    @Test
    void namesUnknownKeysAndMissingSignatures() {
        Sealer sealer = new Sealer(List.of(hmac("k1", 1)));
        String signature = new Sealer(List.of(hmac("k2", 1))).proof("hold", CONTENT);

        assertThat(sealer.verifyProof("hold", CONTENT, signature)).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(sealer.verifyProof("hold", CONTENT, ":AAAA")).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(sealer.verifyProof("hold", CONTENT, "k1")).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(sealer.verifyProof("hold", CONTENT, null)).isEqualTo(Verdict.UNSIGNED);
    }

    @Test
    void refusesKeysThatCannotBeToldApartOrGuardNothing() {
        SealKey key = hmac("k1", 1);

        assertThatThrownBy(() -> new Sealer(List.of(key, hmac("k1", 2)))).hasMessageContaining("\"k1\"");
        assertThatThrownBy(() -> hmac("k:1", 1)).hasMessageContaining("\"k:1\"");
        assertThatThrownBy(() -> SealKey.hmac("k1", base64(new byte[31]))).hasMessageContaining("31 bytes");
        assertThatThrownBy(() -> SealKey.hmac("k1", "not base64")).hasMessageContaining("not Base64");
        assertThatThrownBy(() -> SealKey.ed25519("e1", null, base64(new byte[8])))
                .hasMessageContaining("not an Ed25519 key");
    }

    private static Seal seal(Sealer sealer) {
        return sealer.sign(new Seal("log", "vm", 1, 1, CONTENT, OTHER, "node", Instant.EPOCH, null, null));
    }

    @Test
    void believesSealsOfItsKeysOrOfAnyoneWithoutKeys() {
        Sealer sealer = new Sealer(List.of(hmac("k1", 1)));
        Sealer withoutKeys = new Sealer(List.of());
        Seal signed = seal(sealer);
        Seal unsigned = seal(withoutKeys);

        assertThat(sealer.hasKeys()).isTrue();
        assertThat(withoutKeys.hasKeys()).isFalse();
        assertThat(sealer.believes(signed)).isTrue();
        assertThat(sealer.believes(unsigned)).isFalse();
        assertThat(sealer.believes(seal(new Sealer(List.of(hmac("k1", 2)))))).isFalse();
        assertThat(sealer.believes(seal(new Sealer(List.of(hmac("k2", 1)))))).isFalse();
        assertThat(withoutKeys.believes(unsigned)).isTrue();
        assertThat(withoutKeys.believes(signed)).isTrue();
    }

    @Test
    void readsKeysFromAFile(@TempDir Path directory) throws Exception {
        KeyPair pair = pair();
        Path file = directory.resolve("keys.properties");
        Files.writeString(
                file,
                "k1=hmac-sha-256:" + base64(new byte[32]) + "\ne1=ed25519:"
                        + base64(pair.getPublic().getEncoded()) + "\n");

        Sealer sealer = Sealer.read(file);

        assertThat(sealer.believes(seal(new Sealer(List.of(hmac("k1", 0)))))).isTrue();
        assertThat(sealer.believes(seal(new Sealer(List.of(full(pair)))))).isTrue();
        assertThat(sealer.believes(seal(new Sealer(List.of(hmac("k1", 1)))))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha-256", "sha-256:AAAA", "ed25519", "AAAA"})
    void namesAKeyThatItCannotRead(String value, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.properties");
        Files.writeString(file, "k1=" + value + "\n");

        assertThatThrownBy(() -> Sealer.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"k1\"")
                .hasMessageContaining(file.toString());
    }

    @Test
    void doesNotShowSecrets() {
        assertThat(hmac("k1", 7)).hasToString("SealKey[k1]");
    }
}
