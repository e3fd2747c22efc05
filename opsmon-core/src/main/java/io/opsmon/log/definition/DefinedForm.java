package io.opsmon.log.definition;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.recording.RecordedEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hash format of a log: first the facts, then all other values, each in the order of the columns. Stateless. */
final class DefinedForm<E extends RecordedEntry> implements ChainedForm<E> {

    private final List<LogColumn<E, ?>> facts;
    private final List<LogColumn<E, ?>> personal;
    private final Function<E, @Nullable ChainLink> link;
    private final BiFunction<E, ChainLink, E> withLink;

    DefinedForm(
            List<LogColumn<E, ?>> columns,
            Function<E, @Nullable ChainLink> link,
            BiFunction<E, ChainLink, E> withLink) {
        this.facts = columns.stream()
                .filter(column -> column.isStored() && column.content() == Content.FACT)
                .toList();
        this.personal = columns.stream()
                .filter(column -> column.isStored() && column.content() != Content.FACT)
                .toList();
        this.link = link;
        this.withLink = withLink;
    }

    @Override
    public UUID id(E entry) {
        return entry.id();
    }

    @Override
    public Instant occurredAt(E entry) {
        return entry.occurredAt();
    }

    @Override
    public void facts(E entry, CanonicalForm out) {
        for (LogColumn<E, ?> column : facts) {
            column.hash(entry, out);
        }
    }

    @Override
    public void personal(E entry, CanonicalForm out) {
        for (LogColumn<E, ?> column : personal) {
            column.hash(entry, out);
        }
    }

    @Override
    public @Nullable ChainLink link(E entry) {
        return link.apply(entry);
    }

    @Override
    public E withLink(E entry, ChainLink position) {
        return withLink.apply(entry, position);
    }
}
