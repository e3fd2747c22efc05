package io.opsmon.log.internal.jdbc;

import io.opsmon.log.PersonalData.Removal;
import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a log that name persons, and their replacement. Every column below is the first column of an index.
 *
 * @param layout the table of the log
 * @param person the column with the person of an entry
 * @param actor the column with another person who acted on the first; null if the log has none
 * @param kind the grouping column of reports
 * @param changed the columns that a replacement changes, without the columns of the chain
 * @param replacement creates an entry without a person's data
 * @param <E> the kind of entry
 * @since 0.1
 */
public record PersonalLayout<E extends RecordedEntry>(
        LogLayout<E> layout,
        String person,
        @Nullable String actor,
        String kind,
        List<String> changed,
        Replacement<E> replacement) {

    /** Replacement for erased texts in mandatory columns. */
    public static final String ERASED = "(erased)";

    /**
     * Creates an entry without a person's data.
     *
     * @param <E> the kind of entry
     * @since 0.1
     */
    @FunctionalInterface
    public interface Replacement<E> {

        /**
         * Creates an entry without a person's data, at the same position in its chain.
         *
         * @param entry an entry that names the person
         * @param person the name or id
         * @param pseudonym the replacement of the name
         * @param removal the extent
         * @return the entry; only the changed columns of the layout differ
         */
        E without(E entry, String person, String pseudonym, Removal removal);
    }

    List<LogColumn<E>> changedColumns() {
        return Stream.concat(changed.stream(), Stream.of("chain_salt", "personal_hash", "proof"))
                .map(layout::column)
                .toList();
    }
}
