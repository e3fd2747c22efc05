package io.opsmon.log;

/**
 * Entries of a log are not removed now, because a node is removing entries of that log already.
 *
 * @since 0.1
 */
public final class RemovalInProgressException extends RuntimeException {

    /** The node that removes entries. */
    private final String node;

    /**
     * Makes the exception.
     *
     * @param log the log's entries in messages
     * @param node the node that removes entries
     */
    public RemovalInProgressException(String log, String node) {
        super("No " + log + " are removed now: retention, or a removal by an operator, is running on the node \"" + node
                + "\". Try again when it has finished.");
        this.node = node;
    }

    /**
     * The node that removes entries.
     *
     * @return its name
     */
    public String node() {
        return node;
    }
}
