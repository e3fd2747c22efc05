package io.opsmon.log;

/**
 * Thrown when personal data are not erased because entries of the person are under a legal hold.
 *
 * @since 0.1
 */
public final class HeldEntriesException extends RuntimeException {

    /**
     * Creates the exception.
     *
     * @param hold the hold
     */
    public HeldEntriesException(LegalHold hold) {
        super("Entries of this person are under legal hold " + hold.number() + " (" + hold.reason()
                + "). Lift the hold first, or erase after its end.");
    }
}
