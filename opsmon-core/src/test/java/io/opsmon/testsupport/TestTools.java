package io.opsmon.testsupport;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that only an operating system has. Where one is missing, a test is skipped with a message, or fails with
 * {@code -Dopsmon.test.require-tools=true}.
 */
public final class TestTools {

    private TestTools() {}

    /** Goes on if there is such a program. */
    public static void require(String name) throws InterruptedException {
        try {
            new ProcessBuilder(name, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException none) {
            throw missing(name + " is missing here: what needs it is not tested");
        }
    }

    /** Ends the test: skipped with the message, or failed. Returns nothing; to be thrown. */
    public static RuntimeException missing(String message) {
        if (Boolean.getBoolean("opsmon.test.require-tools")) {
            throw new AssertionError(message);
        }
        System.err.println("SKIPPED: " + message);
        return Assumptions.abort(message);
    }
}
