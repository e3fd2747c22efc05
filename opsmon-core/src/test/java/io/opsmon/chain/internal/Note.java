package io.opsmon.chain.internal;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The smallest entry of a chain.
 *
 * @param id the identifier
 * @param fact the value that stays
 * @param person the personal data
 * @param link the position; null before the entry is chained
 */
record Note(UUID id, String fact, String person, @Nullable ChainLink link) {

    static final String CHAIN = "vm";

    static final ChainedForm<Note> FORM = new ChainedForm<>() {
        @Override
        public UUID id(Note entry) {
            return entry.id();
        }

        @Override
        public Instant occurredAt(Note entry) {
            return Instant.EPOCH;
        }

        @Override
        public void facts(Note entry, CanonicalForm out) {
            out.text(entry.fact());
        }

        @Override
        public void personal(Note entry, CanonicalForm out) {
            out.text(entry.person());
        }

        @Override
        public @Nullable ChainLink link(Note entry) {
            return entry.link();
        }

        @Override
        public Note withLink(Note entry, ChainLink link) {
            return new Note(entry.id(), entry.fact(), entry.person(), link);
        }
    };

    /** Returns entries with the facts "1", "2" and so on, chained from number one. */
    static List<Note> chain(int count) {
        ChainHasher<Note> hasher = new ChainHasher<>(FORM);
        List<Note> chain = new ArrayList<>();
        Hash previous = Hash.ZERO;
        for (int i = 1; i <= count; i++) {
            Note note = new Note(new UUID(0, i), Integer.toString(i), "jane", null);
            UUID salt = new UUID(1, i);
            previous = hasher.next(previous, i, note, hasher.personal(note, salt));
            chain.add(FORM.withLink(note, new ChainLink(CHAIN, i, previous, salt)));
        }
        return chain;
    }

    Note withFact(String changed) {
        return new Note(id, changed, person, link);
    }

    Note withPerson(String changed) {
        return new Note(id, fact, changed, link);
    }

    /** Returns the entry with another number, and the rest of its position. */
    Note numbered(long number) {
        return FORM.withLink(
                this,
                new ChainLink(
                        CHAIN,
                        number,
                        position().hash(),
                        position().salt(),
                        position().personalHash(),
                        position().proof()));
    }

    /** Returns the entry with an erased person. */
    Note erased(Sealer sealer) {
        return Erasure.replace(FORM, sealer, this, withPerson("erased"));
    }

    ChainLink position() {
        return Objects.requireNonNull(link);
    }

    Hash hash() {
        return position().hash();
    }
}
