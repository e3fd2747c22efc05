package io.opsmon.datachange.internal;

import io.opsmon.chain.ChainLink;
import io.opsmon.recording.RecordedEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A data change with its position in the integrity chain. Immutable.
 *
 * @param change the data change
 * @param chain the position; null while the change waits to be chained
 * @since 0.1
 */
public record ChainedChange(DataChange change, @Nullable ChainLink chain) implements RecordedEntry {

    private static final String ERASED = "values erased";

    /** Returns the identifier of the change as the 128 bits of a UUID. */
    @Override
    public UUID id() {
        return DataChangeLog.ID.ofStored(new BigDecimal(change.id()));
    }

    @Override
    public Instant occurredAt() {
        return change.changedAt();
    }

    ChainedChange withChain(ChainLink link) {
        return new ChainedChange(change, link);
    }

    /**
     * Returns the change without its values.
     *
     * @return a copy at the same position
     */
    public ChainedChange withoutValues() {
        return with(change.key(), change.newKey(), null, null, change.operatorId(), change.operatorName(), ERASED);
    }

    /**
     * Returns the change with a pseudonym instead of its operator.
     *
     * @param pseudonym the pseudonym
     * @param erasesValues whether the values and keys are removed, too
     * @return a copy at the same position
     */
    public ChainedChange withoutOperator(String pseudonym, boolean erasesValues) {
        return erasesValues
                ? with(null, null, null, null, pseudonym, null, ERASED)
                : with(
                        change.key(),
                        change.newKey(),
                        change.oldValues(),
                        change.newValues(),
                        pseudonym,
                        null,
                        change.note());
    }

    private ChainedChange with(
            @Nullable String key,
            @Nullable String newKey,
            @Nullable String oldValues,
            @Nullable String newValues,
            @Nullable String operatorId,
            @Nullable String operatorName,
            @Nullable String note) {
        return new ChainedChange(
                new DataChange(
                        change.id(),
                        change.changedAt(),
                        change.transactionId(),
                        change.table(),
                        change.action(),
                        key,
                        newKey,
                        oldValues,
                        newValues,
                        change.rowCount(),
                        change.operationId(),
                        operatorId,
                        operatorName,
                        change.application(),
                        change.databaseUser(),
                        note),
                chain);
    }
}
