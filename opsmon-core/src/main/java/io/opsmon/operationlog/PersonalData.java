package io.opsmon.operationlog;

import io.opsmon.log.ValueCount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operation logs hold about a person, and how to take it out. Thread-safe.
 *
 * @since 0.1
 */
public interface PersonalData {

    /** How much is taken out. */
    enum Removal {
        /** Id and name become a pseudonym, the same for all of the person's entries; address, user agent, session and query go. Texts, arguments and changes stay. */
        PSEUDONYMISE,
        /** Besides, everything that may name the person goes: description, path, arguments, result, changes, error message and stack, extra attributes, resource id. */
        ERASE
    }

    /**
     * What is held about a person.
     *
     * @param operator the person's id as operator
     * @param count how many entries
     * @param first when the first began; null if there is none
     * @param last when the last began
     * @param modules counts by module
     * @param addresses the client addresses, the most frequent first
     * @param userAgents the user agents, the most frequent first
     */
    record Report(
            String operator,
            long count,
            @Nullable Instant first,
            @Nullable Instant last,
            List<ValueCount> modules,
            List<String> addresses,
            List<String> userAgents) {}

    /**
     * Reports what is held about a person.
     *
     * @param operator the person's id as operator
     * @return the report
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    Report report(String operator);

    /**
     * Takes a person's data out of all entries that have them as operator, in batches. The hash chain stays verifiable. Entries in archives are not touched.
     *
     * @param operator the person's id as operator
     * @param removal how much
     * @return how many entries were changed
     * @throws org.springframework.dao.DataAccessException if the database fails; what was changed before stays changed, and calling again goes on
     */
    long remove(String operator, Removal removal);
}
