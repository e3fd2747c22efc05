package io.opsmon.log;

/**
 * Thrown when entries of a log are not removed because another removal from the log is running.
 *
 * @since 0.1
 */
public final class RemovalInProgressException extends RuntimeException {

    /** The node that removes entries. */
    private final String node;

    /**
     * Creates the exception.
     *
     * @param log the plural noun for the entries of the log
     * @param node the node that removes entries
     */
    public RemovalInProgressException(String log, String node) {
        super("Removing " + log + " was refused: retention or another removal is running on the node \"" + node
                + "\". Try again after its end.");
        this.node = node;
    }

    /**
     * Returns the node that removes entries.
     *
     * @return the name of the node
     */
    public String node() {
        return node;
    }
}
