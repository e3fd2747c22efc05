package io.opsmon.boot.web.routing;

import java.util.Set;

/** The operations that the tests have called with success in this JVM. */
public final class AnsweredOperations {

    private AnsweredOperations() {}

    /** Returns method, path and status of each operation. */
    public static Set<String> all() {
        return Set.copyOf(DescribedAnswersAutoConfiguration.ANSWERED);
    }
}
