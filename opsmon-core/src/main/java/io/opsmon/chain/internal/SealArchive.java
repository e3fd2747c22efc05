package io.opsmon.chain.internal;

import io.opsmon.chain.Seal;
import java.util.List;

/**
 * Archive of seals outside of the database. With an archive, a user who can write to the database cannot remove the
 * newest entries together with their seals. Beans of this type receive every seal. Archives that can be read back take
 * part in the verification of a log. Thread-safe.
 *
 * @since 0.1
 */
public interface SealArchive {

    /**
     * Stores a seal. An exception is logged; {@link #isRequired()} decides whether the seal is stored in the database
     * in this case.
     *
     * @param seal the seal
     */
    void keep(Seal seal);

    /**
     * Returns whether a seal may be stored in the database only after this archive has stored it. A required archive
     * receives a seal first, while no lock is held. If it throws an exception, sealing is retried later.
     *
     * @return false if the archive may miss seals
     */
    default boolean isRequired() {
        return false;
    }

    /**
     * Returns damages of the archive itself, such as lines that are not seals.
     *
     * @return sentences; empty if there is no damage, or this archive cannot be read back
     */
    default List<String> damages() {
        return List.of();
    }

    /**
     * Returns the archived seals of a log.
     *
     * @param log the name of the log
     * @return the seals; empty if this archive cannot be read back
     */
    default List<Seal> seals(String log) {
        return List.of();
    }
}
