package io.opsmon.chain;

import java.util.List;

/**
 * Where seals are kept besides the database, so that who can write there cannot take the newest entries back together
 * with their seals. Beans of this type get every seal; those that can give them back are asked when a log is verified.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface SealArchive {

    /**
     * Keeps a seal. What it throws is logged; whether the seal is stored in the database all the same depends on
     * {@link #isRequired()}.
     *
     * @param seal the seal
     */
    void keep(Seal seal);

    /**
     * Whether a seal that this archive does not take must not be stored in the database either. Such an archive gets a
     * seal first, while no lock is held; sealing is tried again later if it throws.
     *
     * @return false if the archive may miss seals
     */
    default boolean isRequired() {
        return false;
    }

    /**
     * The damages of the archive itself, such as lines that are no seals.
     *
     * @return sentences; empty if there is none, or this archive cannot be read back
     */
    default List<String> damages() {
        return List.of();
    }

    /**
     * The seals kept of a log.
     *
     * @param log which log
     * @return the seals; empty if this archive cannot be read back
     */
    default List<Seal> seals(String log) {
        return List.of();
    }
}
