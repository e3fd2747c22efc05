package io.opsmon.onlineuser.internal.console;

/**
 * Thrown for a ticket that opens no session. The ticket cannot be used afterwards.
 *
 * @since 0.1
 */
public final class TicketRefusedException extends RuntimeException {

    private static final String REMEDY = " Open the console from the menu of the application again.";

    private final Reason reason;

    /** Reasons of a refusal. */
    public enum Reason {
        /** The ticket is unknown or has expired. */
        UNKNOWN("The address of the console has expired, or is not known."),
        /** The ticket was used before. */
        USED("The address of the console was used before; each address opens the console once."),
        /** The ticket was created from another client address. */
        OTHER_CLIENT("The address of the console belongs to a client with another network address."),
        /** The credential that created the ticket was terminated or has expired. */
        CREDENTIAL_ENDED("The session that the address of the console belongs to has ended.");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    TicketRefusedException(Reason reason) {
        super(reason.text + REMEDY);
        this.reason = reason;
    }

    /**
     * Returns the reason.
     *
     * @return the reason of the refusal
     */
    public Reason reason() {
        return reason;
    }
}
