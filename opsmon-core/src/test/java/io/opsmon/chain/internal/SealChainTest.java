package io.opsmon.chain.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealChainTest {

    private static final Sealer SEALER = sealer(1);
    private static final Sealer STRANGER = sealer(2);

    private static Sealer sealer(int first) {
        byte[] secret = new byte[32];
        secret[0] = (byte) first;
        return new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(secret))));
    }

    private static Seal seal(
            Sealer sealer, long number, long sequence, @Nullable Seal before, @Nullable String reason) {
        return sealer.sign(new Seal(
                "log",
                "vm",
                number,
                sequence,
                Hash.ZERO,
                before == null ? Hash.ZERO : before.digest(),
                "node",
                Instant.EPOCH,
                reason,
                null));
    }

    /** Returns seals of every tenth entry. */
    private static List<Seal> seals(int count) {
        List<Seal> seals = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            seals.add(seal(SEALER, i, i * 10L, seals.isEmpty() ? null : seals.get(i - 2), null));
        }
        return seals;
    }

    private static SealChain chain(List<Seal> seals, long anchor) {
        return new SealChain("vm", seals, SEALER, anchor);
    }

    private static void isOnly(SealChain chain, Kind kind, long sequence, String detail) {
        assertThat(chain.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.sequence()).isEqualTo(sequence);
            assertThat(finding.detail()).contains(detail);
        });
    }

    @Test
    void acceptsSealsInAnyOrderAndMoreThanOnce() {
        List<Seal> seals = seals(4);
        List<Seal> mixed = new ArrayList<>(seals);
        mixed.addAll(seals);
        Collections.reverse(mixed);

        SealChain chain = chain(mixed, 0);

        assertThat(chain.findings()).isEmpty();
        assertThat(chain.valid()).isEqualTo(seals);
        assertThat(chain.last()).isEqualTo(seals.get(3));
        assertThat(chain.get(2)).isEqualTo(seals.get(1));
        assertThat(chain.get(5)).isNull();
    }

    @Test
    void findsMissingSeals() {
        List<Seal> seals = seals(6);
        List<Seal> withGap = List.of(seals.get(0), seals.get(3), seals.get(4));

        isOnly(chain(withGap, 0), Kind.SEAL_MISSING, 40, "2 to 3 are missing");
        isOnly(chain(seals.subList(2, 6), 0), Kind.SEAL_MISSING, 30, "before number 3");
        isOnly(chain(seals.subList(2, 6), 29), Kind.SEAL_MISSING, 30, "before number 3");
    }

    @Test
    void acceptsThatRetentionRemovedTheFirstSeals() {
        assertThat(chain(seals(6).subList(2, 6), 30).findings()).isEmpty();
        assertThat(chain(List.of(), 30).findings()).isEmpty();
        assertThat(chain(List.of(), 30).last()).isNull();
    }

    @Test
    void findsASealThatDoesNotFollow() {
        List<Seal> seals = seals(2);
        seals.add(seal(SEALER, 3, 30, seals.get(0), null));

        isOnly(chain(seals, 0), Kind.SEAL_BROKEN, 30, "Seal 3 does not follow seal 2");
    }

    @Test
    void keepsTheBelievedOneOfTwoDifferentSeals() {
        List<Seal> seals = seals(2);
        Seal forged = seal(STRANGER, 2, 21, seals.get(0), null);
        List<Seal> forgedFirst = List.of(seals.get(0), forged, seals.get(1));
        List<Seal> forgedLast = List.of(seals.get(0), seals.get(1), forged);

        for (List<Seal> all : List.of(forgedFirst, forgedLast)) {
            SealChain chain = chain(all, 0);
            assertThat(chain.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.detail()).contains("Two different seals", "number 2"));
            assertThat(chain.get(2)).isEqualTo(seals.get(1));
            assertThat(chain.valid()).isEqualTo(seals);
        }
    }

    @Test
    void doesNotCountForgedSeals() {
        List<Seal> seals = seals(2);
        seals.add(seal(STRANGER, 3, 30, seals.get(1), null));

        SealChain chain = chain(seals, 0);

        assertThat(chain.last()).isEqualTo(seals.get(1));
        assertThat(chain.get(3)).isNull();
        assertThat(chain.valid()).isEqualTo(seals);
    }

    @Test
    void leavesOutSealsOfEntriesThatAnAcknowledgementGaveUp() {
        List<Seal> seals = seals(4);
        Seal continued = seal(SEALER, 5, 20, seals.get(3), "restored from a backup");
        seals.add(continued);
        seals.add(seal(SEALER, 6, 30, continued, null));

        assertThat(chain(seals, 0).valid()).extracting(Seal::number).containsExactly(1L, 2L, 5L, 6L);
    }

    @Test
    void ignoresAForgedAcknowledgement() {
        List<Seal> seals = seals(4);
        seals.add(seal(STRANGER, 5, 20, seals.get(3), "restored from a backup"));

        assertThat(chain(seals, 0).valid()).extracting(Seal::number).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
}
