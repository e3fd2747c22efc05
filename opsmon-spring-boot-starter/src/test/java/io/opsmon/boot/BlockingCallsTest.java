package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that opsmon never blocks an event loop of a WebFlux host. The host runs in a JVM of its own, because BlockHound
 * changes classes of the JVM for good.
 */
class BlockingCallsTest {

    @TempDir
    Path directory;

    @Test
    void blocksNoEventLoop() throws Exception {
        Path output = directory.resolve("output.txt");
        Process host = TestJvm.start(
                output,
                "-Xmx512m",
                // BlockHound needs the first option since JDK 13; a JDK without the option reports an unknown option.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+AllowRedefinitionToAddDeleteMethods",
                "-XX:+EnableDynamicAgentLoading",
                "-Djava.awt.headless=true",
                BlockingCallsHost.class.getName(),
                directory.resolve("journal").toString());
        try {
            assertThat(host.waitFor(8, TimeUnit.MINUTES)).as(text(output)).isTrue();
        } finally {
            host.destroyForcibly();
        }
        Assumptions.assumeTrue(
                host.exitValue() != BlockingCallsHost.UNSUPPORTED,
                () -> "BlockHound does not support Java " + Runtime.version() + ", so that NOTHING WAS TESTED");

        assertThat(text(output)).contains(BlockingCallsHost.DONE);
        assertThat(host.exitValue()).as(text(output)).isZero();
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            return failure.toString();
        }
    }
}
