package io.opsmon.chain;

import java.util.List;

/**
 * Where seals are kept besides the database, so that who can write there cannot take the newest entries back together with their seals. Beans of this type get every seal; those that
 * can give them back are asked when a log is verified. Thread-safe.
 *
 * @since 0.1
 */
public interface SealArchive {

    /**
     * Keeps a seal. What it throws is logged, and the seal stays in the database.
     *
     * @param seal the seal
     */
    void keep(Seal seal);

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
