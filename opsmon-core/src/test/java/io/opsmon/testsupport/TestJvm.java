package io.opsmon.testsupport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of a test's own, with the class path of the tests, for what is to be killed. */
public final class TestJvm {

    private TestJvm() {}

    /** Starts it with arguments as on a command line: options, a class, its arguments. What it says goes to a file. */
    public static Process start(Path output, String... arguments) throws IOException {
        return run(output, command(arguments));
    }

    /** The same under a umask: {@code 000} for a process that shares all it writes. */
    public static Process startWithUmask(String umask, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        command.addAll(command(arguments));
        return run(output, command);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process run(Path output, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
