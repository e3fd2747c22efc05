package io.opsmon.operationlog;

import io.opsmon.log.archive.LogVerification;
import java.io.PrintStream;

/**
 * Verifies exports (NDJSON) and archives of operation logs without the application and without its database; see
 * {@link LogVerification}.
 *
 * <pre>
 *  java -cp opsmon-core.jar:... io.opsmon.operationlog.VerifyLogs [--keys keys.properties] [--seals seals.ndjson] file...
 * </pre>
 *
 * @since 0.1
 */
public final class VerifyLogs {

    private VerifyLogs() {}

    /**
     * Runs from the command line.
     *
     * @param arguments see the class
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /**
     * Runs with an output of choice.
     *
     * @param arguments see the class
     * @param out gets the report
     * @return 0: everything is as it was written; 1: something is not; 2: it could not be found out
     */
    public static int run(String[] arguments, PrintStream out) {
        return LogVerification.run(OperationLogEntry.KIND, "VerifyLogs", arguments, out);
    }
}
