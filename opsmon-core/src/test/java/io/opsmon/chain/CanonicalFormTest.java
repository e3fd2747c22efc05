package io.opsmon.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CanonicalFormTest {

    private static final int MANY = 10_000;

    private static void isAsLongAs(int each, UnaryOperator<CanonicalForm> value) {
        CanonicalForm form = new CanonicalForm();
        for (int i = 0; i < MANY; i++) {
            assertThat(value.apply(form)).isSameAs(form);
        }

        assertThat(form.length()).isEqualTo(MANY * each);
        assertThat(form.copy())
                .hasSize(MANY * each)
                .endsWith(value.apply(new CanonicalForm()).copy());
    }

    /** Each value must find room, whatever the values before have left. */
    @Test
    void growsForEachKindOfValue() {
        isAsLongAs(1, form -> form.text(null));
        isAsLongAs(5 + 5, form -> form.text("käse"));
        isAsLongAs(9, form -> form.number(-1));
        isAsLongAs(32, form -> form.hash(Hash.ZERO));
        int uuid = new CanonicalForm().uuid(new UUID(1, 2)).length();
        isAsLongAs(uuid, form -> form.uuid(new UUID(1, 2)));
        int instant = new CanonicalForm().instant(Instant.EPOCH).length();
        isAsLongAs(instant, form -> form.instant(Instant.EPOCH));
    }

    @Test
    void tellsNeighboursApart() {
        byte[] one = new CanonicalForm().text("ab").text("c").copy();
        byte[] other = new CanonicalForm().text("a").text("bc").copy();

        assertThat(one).isNotEqualTo(other);
        assertThat(new CanonicalForm().text("").copy())
                .isNotEqualTo(new CanonicalForm().text(null).copy());
        assertThat(new CanonicalForm().number(1).copy())
                .isNotEqualTo(new CanonicalForm().text("\0\0\0\0\0\0\0\1").copy());
        assertThat(Hash.sha256("ab".getBytes(StandardCharsets.UTF_8))).isNotEqualTo(CanonicalForm.hashOf("ab"));
    }

    @Test
    void beginsAnewAfterAReset() {
        CanonicalForm form = new CanonicalForm().text("x".repeat(5_000));

        assertThat(form.reset().text("a").copy())
                .isEqualTo(new CanonicalForm().text("a").copy());
    }
}
