package io.opsmon.backup;

/**
 * Told how many tables are done. By any thread, and quickly.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TableProgress {

    /** Nobody wants to know. */
    TableProgress NONE = (done, all) -> {};

    /**
     * Another table is done.
     *
     * @param done how many are
     * @param all how many there are
     */
    void at(int done, int all);
}
