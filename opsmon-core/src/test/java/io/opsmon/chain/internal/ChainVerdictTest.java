package io.opsmon.chain.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChainVerdictTest {

    private static final Sealer WITHOUT_KEYS = new Sealer(List.of());
    private static final Sealer SEALER = sealer("k1", 1);
    private static final Sealer OTHER_SECRET = sealer("k1", 2);
    private static final Sealer OTHER_KEY = sealer("k2", 1);
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static Sealer sealer(String id, int first) {
        byte[] secret = new byte[32];
        secret[0] = (byte) first;
        return new Sealer(List.of(SealKey.hmac(id, Base64.getEncoder().encodeToString(secret))));
    }

    private static Seal seal(Sealer sealer, long number, Note note) {
        return sealer.sign(new Seal(
                "log",
                Note.CHAIN,
                number,
                note.position().sequence(),
                note.hash(),
                Hash.ZERO,
                "node",
                NOW,
                null,
                null));
    }

    private static ChainEnds upTo(Note last) {
        return new ChainEnds(Note.CHAIN, last.position().sequence(), last.hash(), 0, Hash.ZERO, null);
    }

    private static SegmentVerifier<Note> segment(List<Note> notes, Hash before) {
        long first = notes.isEmpty() ? 1 : notes.get(0).position().sequence();
        SegmentVerifier<Note> segment =
                new SegmentVerifier<>(Note.FORM, SEALER, Note.CHAIN, java.util.Map.of(), first, before);
        notes.forEach(segment::accept);
        return segment;
    }

    private static ChainReport report(ChainVerdict verdict, List<Note> notes) {
        return verdict.report(List.of(segment(notes, Hash.ZERO)), null, null);
    }

    private static void isOnly(ChainReport report, Kind kind, long sequence, String... details) {
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.sequence()).isEqualTo(sequence);
            assertThat(finding.detail()).contains(details);
        });
    }

    @Test
    void reportsAnIntactChainWithItsSeals() {
        List<Note> chain = Note.chain(5);
        ChainVerdict verdict = new ChainVerdict(
                "log",
                upTo(chain.get(4)),
                List.of(seal(SEALER, 1, chain.get(1)), seal(SEALER, 2, chain.get(3))),
                SEALER);

        ChainReport report = report(verdict, chain);

        assertThat(report.findings()).isEmpty();
        assertThat(report.sealedUpTo()).isEqualTo(4);
        assertThat(report.lastHash()).isEqualTo(chain.get(4).hash());
        assertThat(verdict.seals()).containsOnlyKeys(2L, 4L);
    }

    @Test
    void findsTheMissingEndByTheHeadAndBySeals() {
        List<Note> chain = Note.chain(5);
        ChainEnds ends = upTo(chain.get(4));
        ChainEnds cut = upTo(chain.get(2));
        List<Seal> seals = List.of(seal(SEALER, 1, chain.get(3)));

        isOnly(
                report(new ChainVerdict("log", ends, List.of(), SEALER), chain.subList(0, 3)),
                Kind.TRUNCATED,
                4,
                "the last entry is number 3",
                "number 5 was written");
        isOnly(
                report(new ChainVerdict("log", cut, seals, SEALER), chain.subList(0, 3)),
                Kind.TRUNCATED,
                4,
                "number 4 was sealed");
        isOnly(
                report(new ChainVerdict("log", ends, seals, SEALER), chain.subList(0, 3)),
                Kind.TRUNCATED,
                4,
                "number 5 was written");
        assertThat(report(new ChainVerdict("log", cut, seals, SEALER), chain.subList(0, 3))
                        .sealedUpTo())
                .isEqualTo(3);
    }

    @Test
    void findsAnAlteredEnd() {
        List<Note> chain = Note.chain(5);
        ChainEnds otherHash = new ChainEnds(Note.CHAIN, 5, chain.get(3).hash(), 0, Hash.ZERO, null);

        isOnly(
                report(new ChainVerdict("log", upTo(chain.get(2)), List.of(), SEALER), chain),
                Kind.HEAD_ALTERED,
                3,
                "number 3",
                "up to 5");
        isOnly(
                report(new ChainVerdict("log", otherHash, List.of(), SEALER), chain),
                Kind.HEAD_ALTERED,
                5,
                "hash of the last entry");
    }

    @Test
    void reportsAChainOfWhichNothingIsLeft() {
        List<Note> chain = Note.chain(5);
        Hash last = chain.get(4).hash();
        ChainEnds removed = new ChainEnds(Note.CHAIN, 5, last, 5, last, SEALER.signAnchor("log", Note.CHAIN, 5, last));

        ChainReport report = report(new ChainVerdict("log", removed, List.of(), SEALER), List.of());

        assertThat(report.findings()).isEmpty();
        assertThat(report.firstSequence()).isZero();
        assertThat(report.lastSequence()).isEqualTo(5);
        assertThat(report.lastHash()).isEqualTo(last);
    }

    private static List<Finding> ofAnchor(Sealer sealer, @Nullable String proof) {
        List<Note> chain = Note.chain(5);
        ChainEnds ends = new ChainEnds(
                Note.CHAIN, 5, chain.get(4).hash(), 2, chain.get(1).hash(), proof);
        return new ChainVerdict("log", ends, List.of(), sealer)
                .report(List.of(segment(chain.subList(2, 5), chain.get(1).hash())), null, null)
                .findings();
    }

    @Test
    void believesARemovalThatIsSigned() {
        Hash hash = Note.chain(2).get(1).hash();

        assertThat(ofAnchor(SEALER, SEALER.signAnchor("log", Note.CHAIN, 2, hash)))
                .isEmpty();
        assertThat(ofAnchor(WITHOUT_KEYS, null)).isEmpty();
        assertThat(ofAnchor(SEALER, null))
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(tuple(Kind.BEGINNING_MISSING, 2L));
        assertThat(ofAnchor(SEALER, OTHER_SECRET.signAnchor("log", Note.CHAIN, 2, hash)))
                .extracting(Finding::kind)
                .containsExactly(Kind.BEGINNING_MISSING);
        assertThat(ofAnchor(SEALER, SEALER.signAnchor("log", Note.CHAIN, 1, hash)))
                .extracting(Finding::kind)
                .containsExactly(Kind.BEGINNING_MISSING);
        assertThat(ofAnchor(SEALER, OTHER_KEY.signAnchor("log", Note.CHAIN, 2, hash)))
                .extracting(Finding::kind)
                .containsExactly(Kind.UNKNOWN_KEY);
    }

    @Test
    void countsSealsThatAreBelievedOnly() {
        List<Note> chain = Note.chain(6);
        List<Seal> seals = List.of(
                seal(SEALER, 1, chain.get(0)),
                seal(WITHOUT_KEYS, 2, chain.get(1)),
                seal(OTHER_KEY, 3, chain.get(2)),
                seal(OTHER_SECRET, 4, chain.get(3)));

        ChainVerdict verdict = new ChainVerdict("log", upTo(chain.get(5)), seals, SEALER);

        assertThat(verdict.seals()).containsOnlyKeys(1L, 2L);
        assertThat(verdict.signedUpTo()).isEqualTo(1);
        assertThat(report(verdict, chain).findings())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(tuple(Kind.UNKNOWN_KEY, 3L), tuple(Kind.SEAL_FORGED, 4L));

        ChainVerdict withoutKeys = new ChainVerdict("log", upTo(chain.get(5)), seals, WITHOUT_KEYS);

        assertThat(withoutKeys.seals()).containsOnlyKeys(1L, 2L, 3L, 4L);
        assertThat(report(withoutKeys, chain).findings()).isEmpty();
    }

    @Test
    void prefersASignedSealOfAnEntry() {
        List<Note> chain = Note.chain(2);
        Seal signed = seal(SEALER, 2, chain.get(1));
        Seal unsigned = seal(WITHOUT_KEYS, 1, chain.get(1));

        assertThat(new ChainVerdict("log", upTo(chain.get(1)), List.of(unsigned, signed), SEALER).seals())
                .containsEntry(2L, signed);
        assertThat(new ChainVerdict("log", upTo(chain.get(1)), List.of(signed, unsigned), SEALER).seals())
                .containsEntry(2L, signed);
    }

    private static List<Finding> unsealed(Sealer sealer, @Nullable Instant since, @Nullable Instant oldest) {
        List<Note> chain = Note.chain(3);
        return new ChainVerdict("log", upTo(chain.get(2)), List.of(seal(SEALER, 1, chain.get(1))), sealer)
                .report(List.of(segment(chain, Hash.ZERO)), since, oldest)
                .findings();
    }

    @Test
    void findsEntriesThatShouldBeSealed() {
        assertThat(unsealed(SEALER, NOW, NOW.minus(Duration.ofSeconds(1))))
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(tuple(Kind.UNSEALED, 3L));
        assertThat(unsealed(SEALER, NOW, NOW)).isEmpty();
        assertThat(unsealed(SEALER, NOW, null)).isEmpty();
        assertThat(unsealed(SEALER, null, NOW)).isEmpty();
        assertThat(unsealed(WITHOUT_KEYS, NOW, Instant.EPOCH)).isEmpty();
    }

    @Test
    void limitsItsFindings() {
        List<Note> chain = Note.chain(80);
        List<Seal> forged =
                chain.stream().map(note -> seal(OTHER_SECRET, 1, note)).toList();

        assertThat(report(new ChainVerdict("log", upTo(chain.get(79)), forged, SEALER), chain)
                        .findings())
                .hasSize(50);
    }
}
