package io.opsmon.datachange;

import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.log.internal.archive.LogVerification;
import java.io.PrintStream;

/**
 * Command that verifies archives of data changes without the application and its database. See {@link LogVerification}
 * for the options.
 *
 * <pre>
 *  java -cp opsmon-core.jar:... io.opsmon.datachange.VerifyDataChanges [--keys keys.properties] [--seals seals.ndjson] [--certificate certificate.txt] file...
 * </pre>
 *
 * @since 0.1
 */
public final class VerifyDataChanges {

    private VerifyDataChanges() {}

    /**
     * Runs the command and exits the process.
     *
     * @param arguments the command-line arguments of the class description
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /**
     * Runs the command.
     *
     * @param arguments the command-line arguments of the class description
     * @param out receives the report
     * @return 0 if all files are intact; 1 if a file is not intact; 2 if the files could not be verified
     */
    public static int run(String[] arguments, PrintStream out) {
        return LogVerification.run(DataChangeLog.DATA_CHANGE, "VerifyDataChanges", arguments, out);
    }
}
