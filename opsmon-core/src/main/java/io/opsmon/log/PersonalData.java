package io.opsmon.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Personal data in the entries of one log: reports and removal. Names are compared exactly, character for character.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface PersonalData {

    /** Extent of a removal. */
    enum Removal {
        /**
         * Replaces the name by a pseudonym, the same in all entries of the person. Address, user agent, device,
         * location, session and query are removed. Texts stay.
         */
        PSEUDONYMISE,
        /**
         * Additionally removes every value that may name the person: descriptions and messages, path, arguments,
         * result, changes, stack traces, resource id and extra attributes.
         */
        ERASE
    }

    /**
     * Report on the entries of a log about a person.
     *
     * @param person the name or id
     * @param count the number of entries of the person
     * @param first the time of the first entry; null if there is none
     * @param last the time of the last entry; null if there is none
     * @param kinds entries by module in operation logs, by event in login logs; at most 20, the most frequent first
     * @param addresses client addresses; at most 20, the most frequent first
     * @param userAgents user agents; at most 20, the most frequent first
     * @param asActor the number of entries of other users that name the person as the actor
     * @since 0.1
     */
    record Report(
            String person,
            long count,
            @Nullable Instant first,
            @Nullable Instant last,
            List<ValueCount> kinds,
            List<String> addresses,
            List<String> userAgents,
            long asActor) {}

    /**
     * Reports the entries about a person.
     *
     * @param person the name or id
     * @return the report
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    Report report(String person);

    /**
     * Rejects a person with entries under a legal hold.
     *
     * @param person the name or id
     * @throws HeldEntriesException if a hold in force covers an entry of the person
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    void requireNotHeld(String person);

    /**
     * Removes a person's data from all entries about the person, in batches. The integrity chain stays verifiable.
     * Archives are not changed.
     *
     * @param person the name or id
     * @param removal the extent
     * @return the number of changed entries
     * @throws HeldEntriesException if a hold in force covers an entry of the person
     * @throws org.springframework.dao.DataAccessException if the database fails; earlier batches stay changed, and
     *     another call continues
     */
    long remove(String person, Removal removal);
}
