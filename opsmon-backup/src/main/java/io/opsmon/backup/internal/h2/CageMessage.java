package io.opsmon.backup.internal.h2;

/**
 * The first bytes of the messages between the application and the cage, through the pipes of the process. Constants
 * only, used by both sides.
 */
final class CageMessage {

    /** To the cage: a piece of the script, preceded by its length as {@code int}; 0 at the end of the script. */
    static final int SCRIPT = 'S';

    /** To the cage: read the tables. */
    static final int READ = 'R';

    /** From the cage: the database is open. */
    static final int READY = 'O';

    /** From the cage: the number of finished tables and of all tables, two {@code int}. */
    static final int PROGRESS = 'P';

    /**
     * From the cage: schema, name and rows ({@code long}) of a table, a {@code boolean} for the presence of a hash, and
     * the hash.
     */
    static final int TABLE = 'T';

    /** From the cage: an object that was left out. */
    static final int LEFT_OUT = 'L';

    /** From the cage: the request is finished. */
    static final int DONE = 'D';

    /**
     * From the cage: the request failed. A {@code boolean} for a failure of the database, the text, the SQL state, the
     * code ({@code int}).
     */
    static final int FAILURE = 'F';

    private CageMessage() {}
}
