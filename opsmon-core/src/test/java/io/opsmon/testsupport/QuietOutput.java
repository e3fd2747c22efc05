package io.opsmon.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Holds back the output of the tests, of the code that they break on purpose and of the embedded servers. If a test
 * fails, the output since its class began is printed. The whole output is in {@code target/test-output}. Found by JUnit
 * as a service; active if {@code opsmon.test.quiet} is true, which Maven sets. Thread-safe.
 */
public final class QuietOutput implements TestExecutionListener {

    private @Nullable Held held;
    private @Nullable PrintStream out;
    private @Nullable PrintStream err;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (Boolean.getBoolean("opsmon.test.quiet")) {
            Path directory = Path.of("target", "test-output");
            try {
                Files.createDirectories(directory);
                held = new Held(Files.newOutputStream(
                        directory.resolve(ProcessHandle.current().pid() + ".log")));
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot keep the tests' output in " + directory, failure);
            }
            out = System.out;
            err = System.err;
            PrintStream quiet = new PrintStream(held, true, StandardCharsets.UTF_8);
            System.setOut(quiet);
            System.setErr(quiet);
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (held != null
                && test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            held.take();
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (held != null && out != null && result.getStatus() == Status.FAILED) {
            out.println("Output before " + test.getUniqueId() + " failed:");
            out.println(held.take());
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (held != null) {
            System.setOut(out);
            System.setErr(err);
            held.close();
            held = null;
        }
    }

    /** The last of what was printed, in memory, and all of it in a file. */
    private static final class Held extends OutputStream {

        private static final int LAST = 1 << 20;

        private final OutputStream file;
        private final ByteArrayOutputStream memory = new ByteArrayOutputStream();

        Held(OutputStream file) {
            this.file = file;
        }

        @Override
        public synchronized void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (memory.size() + length > LAST) {
                memory.reset();
            }
            memory.write(bytes, offset, length);
            try {
                file.write(bytes, offset, length);
            } catch (IOException full) {
                // The output in memory is what a failure needs.
                memory.writeBytes(("[" + full + "]").getBytes(StandardCharsets.UTF_8));
            }
        }

        synchronized String take() {
            String text = memory.toString(StandardCharsets.UTF_8);
            memory.reset();
            return text;
        }

        @Override
        public synchronized void close() {
            try {
                file.close();
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot keep the tests' output", failure);
            }
        }
    }
}
