package io.opsmon.log;

import io.opsmon.chain.Finding;
import java.util.List;

/**
 * Thrown when retention removes no entries of a log, because verification has findings that no operator has
 * acknowledged.
 *
 * @since 0.1
 */
public final class TamperedLogException extends RuntimeException {

    /** The open findings. */
    private final transient List<Finding> findings;

    /**
     * Creates the exception.
     *
     * @param log the plural noun for the entries of the log
     * @param findings the open findings, at least one
     */
    public TamperedLogException(String log, List<Finding> findings) {
        super("Retention removes no " + log + ", because verification has findings. The first of " + findings.size()
                + " open findings is " + findings.get(0).kind() + " at entry "
                + findings.get(0).sequence() + " of the chain \""
                + findings.get(0).chain() + "\": "
                + findings.get(0).detail() + ". Verify the log, and acknowledge the findings once they are explained.");
        this.findings = List.copyOf(findings);
    }

    /**
     * Returns the open findings.
     *
     * @return at least one
     */
    public List<Finding> findings() {
        return findings;
    }
}
