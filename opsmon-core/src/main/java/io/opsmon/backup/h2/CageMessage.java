package io.opsmon.backup.h2;

/**
 * The first byte of what the application and the cage say to each other, through the pipes of the process. Constants
 * only, for both sides.
 */
final class CageMessage {

    /** To the cage: a piece of the script, with an {@code int} before it that is its length; 0 at the script's end. */
    static final int SCRIPT = 'S';

    /** To the cage: read the tables. */
    static final int READ = 'R';

    /** From the cage: the database is open. */
    static final int READY = 'O';

    /** From the cage: how many tables are done and how many there are, two {@code int}. */
    static final int PROGRESS = 'P';

    /**
     * From the cage: a table's schema, name, rows ({@code long}), and its hash after a {@code boolean} whether there is
     * one.
     */
    static final int TABLE = 'T';

    /** From the cage: an object that was left out. */
    static final int LEFT_OUT = 'L';

    /** From the cage: done. */
    static final int DONE = 'D';

    /**
     * From the cage: it failed. Whether it was the database ({@code boolean}), the text, the SQL state, the code
     * ({@code int}).
     */
    static final int FAILURE = 'F';

    private CageMessage() {}
}
