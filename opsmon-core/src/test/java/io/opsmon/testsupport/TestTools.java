package io.opsmon.testsupport;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** Programs that only an operating system has. Where one is missing, a test is skipped with a message, or fails with {@code -Dopsmon.test.require-tools=true}. */
public final class TestTools {

    private TestTools() {}

    /** Goes on if there is such a program. */
    public static void require(String name) throws InterruptedException {
        try {
            new ProcessBuilder(name, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            String message = name + " is missing here: what needs it is not tested";
            if (Boolean.getBoolean("opsmon.test.require-tools")) {
                throw new AssertionError(message, missing);
            }
            System.err.println("SKIPPED: " + message);
            Assumptions.abort(message);
        }
    }
}
