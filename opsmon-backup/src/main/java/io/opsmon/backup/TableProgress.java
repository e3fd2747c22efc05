package io.opsmon.backup;

/**
 * Receives the number of finished tables. Called by any thread; implementations must return quickly.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TableProgress {

    /** Ignores the progress. */
    TableProgress NONE = (done, all) -> {};

    /**
     * Reports that another table is finished.
     *
     * @param done the number of finished tables
     * @param all the number of all tables
     */
    void at(int done, int all);
}
