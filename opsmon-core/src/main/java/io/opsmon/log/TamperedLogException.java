package io.opsmon.log;

import io.opsmon.chain.Finding;
import java.util.List;

/**
 * Entries of a log are not removed, because the log is not what the application wrote and no operator has acknowledged
 * the findings.
 *
 * @since 0.1
 */
public final class TamperedLogException extends RuntimeException {

    /** The open findings. */
    private final transient List<Finding> findings;

    /**
     * Makes the exception.
     *
     * @param log the log's entries in messages
     * @param findings the open findings, at least one
     */
    public TamperedLogException(String log, List<Finding> findings) {
        super("No " + log + " are removed, because they are not what was written. The first of " + findings.size()
                + " open findings is " + findings.get(0).kind() + " at entry "
                + findings.get(0).sequence() + " of the chain \""
                + findings.get(0).chain() + "\": "
                + findings.get(0).detail() + ". Verify the log, and acknowledge the findings once they are explained.");
        this.findings = List.copyOf(findings);
    }

    /**
     * The open findings.
     *
     * @return at least one
     */
    public List<Finding> findings() {
        return findings;
    }
}
