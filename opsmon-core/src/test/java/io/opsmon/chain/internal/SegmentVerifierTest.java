package io.opsmon.chain.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.opsmon.chain.Finding;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SegmentVerifierTest {

    private static final Sealer WITHOUT_KEYS = new Sealer(List.of());
    private static final Sealer SEALER = sealer(1);

    private static Sealer sealer(int first) {
        byte[] secret = new byte[32];
        secret[0] = (byte) first;
        return new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(secret))));
    }

    private static SegmentVerifier<Note> verified(Sealer sealer, Map<Long, Seal> seals, List<Note> notes) {
        SegmentVerifier<Note> verifier = new SegmentVerifier<>(Note.FORM, sealer, Note.CHAIN, seals, 1, Hash.ZERO);
        notes.forEach(verifier::accept);
        return verifier;
    }

    private static SegmentVerifier<Note> verified(List<Note> notes) {
        return verified(SEALER, Map.of(), notes);
    }

    private static void isOnly(
            SegmentVerifier<Note> verifier, Kind kind, long sequence, @Nullable UUID id, String... details) {
        assertThat(verifier.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.chain()).isEqualTo(Note.CHAIN);
            assertThat(finding.sequence()).isEqualTo(sequence);
            assertThat(finding.entryId()).isEqualTo(id);
            assertThat(finding.detail()).contains(details);
        });
    }

    @Test
    void acceptsAnIntactChain() {
        List<Note> chain = Note.chain(5);

        SegmentVerifier<Note> verifier = verified(chain);

        assertThat(verifier.findings()).isEmpty();
        assertThat(verifier.verified()).isEqualTo(5);
        assertThat(verifier.broken()).isZero();
        assertThat(verifier.first()).isEqualTo(1);
        assertThat(verifier.last()).isEqualTo(5);
        assertThat(verifier.lastHash()).isEqualTo(chain.get(4).hash());
    }

    @Test
    void beginsInTheMiddleWithAndWithoutTheHashBefore() {
        List<Note> chain = Note.chain(5);
        SegmentVerifier<Note> known = new SegmentVerifier<>(
                Note.FORM, SEALER, Note.CHAIN, Map.of(), 3, chain.get(1).hash());
        SegmentVerifier<Note> unknown = new SegmentVerifier<>(Note.FORM, SEALER, Note.CHAIN, Map.of(), 3, null);
        SegmentVerifier<Note> wrong = new SegmentVerifier<>(Note.FORM, SEALER, Note.CHAIN, Map.of(), 3, Hash.ZERO);
        for (Note note : chain.subList(2, 5)) {
            known.accept(note);
            unknown.accept(note);
            wrong.accept(note);
        }

        assertThat(known.findings()).isEmpty();
        assertThat(known.first()).isEqualTo(3);
        assertThat(unknown.findings()).isEmpty();
        assertThat(unknown.verified()).isEqualTo(3);
        isOnly(wrong, Kind.ALTERED, 3, chain.get(2).id(), "altered");
        assertThat(wrong.verified()).isEqualTo(2);
    }

    @Test
    void findsAlteredFactsAndPersonalData() {
        List<Note> facts = Note.chain(4);
        facts.set(1, facts.get(1).withFact("changed"));
        List<Note> person = Note.chain(4);
        person.set(3, person.get(3).withPerson("john"));

        SegmentVerifier<Note> verifier = verified(facts);

        isOnly(verifier, Kind.ALTERED, 2, facts.get(1).id(), "altered");
        assertThat(verifier.verified()).isEqualTo(3);
        assertThat(verifier.broken()).isEqualTo(1);
        isOnly(verified(person), Kind.ALTERED, 4, person.get(3).id(), "altered");
    }

    @Test
    void findsMissingEntries() {
        List<Note> one = Note.chain(5);
        one.remove(2);
        List<Note> three = Note.chain(5);
        three.subList(1, 4).clear();

        SegmentVerifier<Note> verifier = verified(one);

        isOnly(verifier, Kind.MISSING, 3, null, "Entry 3 is missing");
        assertThat(verifier.verified()).isEqualTo(4);
        assertThat(verifier.broken()).isZero();
        isOnly(verified(three), Kind.MISSING, 2, null, "Entries 2 to 4 are missing");
    }

    @Test
    void findsASecondEntryWithANumber() {
        List<Note> chain = Note.chain(4);
        Note second = new Note(new UUID(9, 9), "invented", "jane", chain.get(1).link());
        chain.add(2, second);

        SegmentVerifier<Note> verifier = verified(chain);

        isOnly(verifier, Kind.INSERTED, 2, second.id(), "number 2");
        assertThat(verifier.verified()).isEqualTo(4);
        assertThat(verifier.broken()).isEqualTo(1);
    }

    @Test
    void explainsARemovedEntryWhoseFollowersWereRenumbered() {
        List<Note> chain = Note.chain(6);
        chain.remove(2);
        for (int i = 2; i < 5; i++) {
            chain.set(i, chain.get(i).numbered(i + 1));
        }

        SegmentVerifier<Note> verifier = verified(chain);

        isOnly(verifier, Kind.MISSING, 3, null, "removed", "renumbered");
        assertThat(verifier.broken()).isEqualTo(3);
    }

    @Test
    void doesNotExplainAnAlteredEntryByALaterRemoval() {
        List<Note> chain = Note.chain(7);
        chain.set(1, chain.get(1).withFact("changed"));
        chain.remove(4);
        for (int i = 4; i < 6; i++) {
            chain.set(i, chain.get(i).numbered(i + 1));
        }

        isOnly(verified(chain), Kind.ALTERED, 2, chain.get(1).id(), "altered");
    }

    @Test
    void explainsAnInsertedEntryWhoseFollowersWereRenumbered() {
        List<Note> chain = Note.chain(5);
        Note invented =
                new Note(new UUID(9, 9), "invented", "jane", chain.get(2).link());
        chain.add(2, invented);
        for (int i = 2; i < 6; i++) {
            chain.set(i, chain.get(i).numbered(i + 1));
        }

        isOnly(verified(chain), Kind.INSERTED, 3, invented.id(), "did not write", "renumbered");
    }

    @Test
    void explainsEntriesThatChangedPlaces() {
        List<Note> neighbours = Note.chain(5);
        Collections.swap(neighbours, 1, 2);
        neighbours.set(1, neighbours.get(1).numbered(2));
        neighbours.set(2, neighbours.get(2).numbered(3));
        List<Note> distant = Note.chain(6);
        Collections.swap(distant, 1, 4);
        distant.set(1, distant.get(1).numbered(2));
        distant.set(4, distant.get(4).numbered(5));

        isOnly(
                verified(neighbours),
                Kind.REORDERED,
                2,
                neighbours.get(1).id(),
                neighbours.get(2).id().toString(),
                "now number 3");
        isOnly(
                verified(distant),
                Kind.REORDERED,
                2,
                distant.get(1).id(),
                distant.get(4).id().toString(),
                "now number 5");
    }

    @Test
    void acceptsErasuresThatTheApplicationHasSigned() {
        List<Note> signed = Note.chain(3);
        signed.set(1, signed.get(1).erased(SEALER));
        List<Note> changed = new ArrayList<>(signed);
        changed.set(1, changed.get(1).withPerson("john"));
        List<Note> unsigned = Note.chain(3);
        unsigned.set(1, unsigned.get(1).erased(WITHOUT_KEYS));
        UUID id = signed.get(1).id();

        assertThat(verified(signed).findings()).isEmpty();
        assertThat(verified(signed).verified()).isEqualTo(3);
        isOnly(verified(changed), Kind.ALTERED, 2, id, "FORGED");
        isOnly(verified(sealer(2), Map.of(), signed), Kind.ALTERED, 2, id, "FORGED");
        isOnly(verified(unsigned), Kind.ALTERED, 2, id, "UNSIGNED");
        assertThat(verified(WITHOUT_KEYS, Map.of(), unsigned).findings()).isEmpty();
        isOnly(verified(WITHOUT_KEYS, Map.of(), signed), Kind.ALTERED, 2, id, "UNKNOWN_KEY");
    }

    @Test
    void comparesEntriesWithTheirSeals() {
        List<Note> chain = Note.chain(3);
        Seal good = new Seal("log", Note.CHAIN, 1, 2, chain.get(1).hash(), Hash.ZERO, "n", Instant.EPOCH, null, null);
        Seal bad = new Seal("log", Note.CHAIN, 2, 3, chain.get(1).hash(), Hash.ZERO, "n", Instant.EPOCH, null, null);

        isOnly(
                verified(SEALER, Map.of(2L, good, 3L, bad), chain),
                Kind.SEAL_BROKEN,
                3,
                chain.get(2).id(),
                "1970-01-01T00:00:00Z");
    }

    @Test
    void countsMoreThanItFinds() {
        List<Note> chain = Note.chain(200);
        for (int i = 59; i < 200; i++) {
            chain.set(i, chain.get(i).withFact("changed"));
        }
        List<Note> holes = new ArrayList<>();
        for (int i = 0; i < 120; i += 2) {
            holes.add(chain.get(i));
        }

        int removed = holes.size();
        for (Note note : Note.chain(130).subList(120, 130)) {
            holes.add(note.numbered(note.position().sequence() - 1));
        }

        SegmentVerifier<Note> altered = verified(chain);
        SegmentVerifier<Note> missing = verified(holes);

        assertThat(altered.broken()).isEqualTo(141);
        assertThat(altered.verified()).isEqualTo(59);
        assertThat(missing.verified()).isEqualTo(removed);
        assertThat(missing.broken()).isEqualTo(10);
        assertThat(missing.findings()).hasSize(50).extracting(Finding::kind).containsOnly(Kind.MISSING);
    }

    @Test
    void refusesAnEntryWithoutPosition() {
        Note loose = new Note(new UUID(0, 1), "1", "jane", null);

        assertThatThrownBy(() -> verified(List.of(loose)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(loose.id().toString());
    }

    @Test
    void combinesSegments() {
        List<Note> chain = Note.chain(6);
        SegmentVerifier<Note> begin = verified(chain.subList(0, 3));
        List<Note> rest = new ArrayList<>(chain.subList(3, 6));
        rest.set(1, rest.get(1).withFact("changed"));
        SegmentVerifier<Note> end = new SegmentVerifier<>(
                Note.FORM, SEALER, Note.CHAIN, Map.of(), 4, chain.get(2).hash());
        rest.forEach(end::accept);
        ChainEnds ends = new ChainEnds(Note.CHAIN, 6, chain.get(5).hash(), 0, Hash.ZERO, null);

        var report = new ChainVerdict("log", ends, List.of(), SEALER).report(List.of(begin, end), null, null);

        assertThat(report.firstSequence()).isEqualTo(1);
        assertThat(report.lastSequence()).isEqualTo(6);
        assertThat(report.verified()).isEqualTo(5);
        assertThat(report.broken()).isEqualTo(1);
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(tuple(Kind.ALTERED, 5L));
    }
}
