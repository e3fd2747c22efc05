package io.opsmon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionReferenceTest {

    private final SessionReference references = new SessionReference("a key for the tests");

    @ParameterizedTest
    @ValueSource(strings = {"5f9c6f1e-7c0c-4c39-8e3e-1d1f3f6f8b11", "", "x", "会话-😀"})
    void opensWhatItSealed(String id) {
        String sealed = references.seal(id);

        assertThat(references.open(references.of(id), sealed)).isEqualTo(id);
        assertThat(new SessionReference("a key for the tests").open(references.of(id), sealed))
                .isEqualTo(id);
    }

    @Test
    void sealsWithoutDisclosingTheId() {
        String id = "5f9c6f1e-7c0c-4c39-8e3e-1d1f3f6f8b11";

        String sealed = references.seal(id);

        // Redis keeps a hash in its compact form if no value has more than 64 bytes.
        assertThat(sealed).hasSizeLessThanOrEqualTo(64);
        assertThat(new String(Base64.getDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
                .doesNotContain(id.substring(0, 8));
        assertThat(new SessionReference("another key").open(references.of(id), sealed))
                .isNull();
        assertThat(new SessionReference(null).open(references.of(id), sealed)).isNull();
    }

    @Test
    void opensNothingForAnotherReferenceOrAfterAChange() {
        String sealed = references.seal("one");

        assertThat(references.open(references.of("two"), sealed)).isNull();
        assertThat(references.open(references.of("one"), references.seal("two")))
                .isNull();
        assertThat(references.open(references.of("one"), "not Base64!")).isNull();
        assertThat(references.open("no reference", sealed)).isNull();
        assertThat(references.open("0011", sealed)).isNull();
    }
}
