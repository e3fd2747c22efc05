package io.opsmon.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Lets every {@code await()} of the modules wait as long as a busy machine needs; on an idle one, none waits longer
 * than it has to. Found by JUnit as a service.
 */
public final class Patience implements TestExecutionListener {

    /** The longest time that a test waits for a condition. */
    public static final Duration LONGEST = Duration.ofMinutes(2);

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(LONGEST);
    }
}
