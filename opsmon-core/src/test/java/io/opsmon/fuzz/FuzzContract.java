package io.opsmon.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A reader of bytes that an attacker chose keeps its promises. Every run reads the seeds, the inputs that once broke a
 * promise, and simple mutations of both. With {@code -P fuzz} Jazzer searches for others, guided by coverage, for
 * {@code opsmon.test.fuzz-seconds} seconds.
 *
 * <p>Inputs that broke a promise are kept in {@code src/test/resources}, in the package of the test, in
 * {@code fuzz/<name of the test>/}.
 */
public abstract class FuzzContract {

    private static final int MUTATIONS = 400;
    private static final int MAX_LENGTH = 8_192;
    private static final String SECONDS = "opsmon.test.fuzz-seconds";

    /**
     * Reads an input.
     *
     * @param input any bytes
     * @throws Exception if the reader breaks a promise, as an assertion or in a way that is not documented
     */
    protected abstract void read(byte[] input) throws Exception;

    /**
     * Gives well-formed inputs.
     *
     * @return the inputs that mutations begin with
     * @throws Exception if an input cannot be made
     */
    protected abstract Stream<byte[]> seeds() throws Exception;

    /** The inputs that once broke a promise, and the well-formed ones. */
    List<byte[]> inputs() throws Exception {
        List<byte[]> inputs = new ArrayList<>(kept());
        try (Stream<byte[]> seeds = seeds()) {
            seeds.forEach(inputs::add);
        }
        return inputs;
    }

    private List<byte[]> kept() throws IOException, URISyntaxException {
        List<byte[]> inputs = new ArrayList<>();
        @Nullable URL directory = getClass().getResource("fuzz/" + getClass().getSimpleName());
        if (directory != null) {
            try (Stream<Path> files = Files.walk(Path.of(directory.toURI()), 1, new FileVisitOption[0])) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }

    @Test
    void keepsItsPromisesForSeedsAndTheirMutations() throws Exception {
        List<byte[]> inputs = inputs();
        assertThat(inputs).isNotEmpty();
        for (byte[] input : inputs) {
            check(input);
        }
        Random random = new Random(42);
        for (int i = 0; i < MUTATIONS; i++) {
            check(mutated(inputs, random));
        }
    }

    private void check(byte[] input) {
        assertThatCode(() -> read(input))
                .as("%s reads %s", getClass().getSimpleName(), HexFormat.of().formatHex(input))
                .doesNotThrowAnyException();
    }

    private static byte[] mutated(List<byte[]> inputs, Random random) {
        byte[] bytes = inputs.get(random.nextInt(inputs.size())).clone();
        for (int times = random.nextInt(4); times >= 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                default -> bytes = joined(bytes, at, inputs.get(random.nextInt(inputs.size())), random);
            }
        }
        return bytes;
    }

    /** The beginning of one input and the end of another. */
    private static byte[] joined(byte[] head, int count, byte[] other, Random random) {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        byte[] joined = Arrays.copyOf(head, count + other.length - from);
        System.arraycopy(other, from, joined, count, other.length - from);
        return joined;
    }

    @Test
    @EnabledIfSystemProperty(named = SECONDS, matches = "[1-9]\\d*")
    void keepsItsPromisesForWhateverJazzerFinds() throws Exception {
        Path directory = Path.of("target", "fuzz", getClass().getSimpleName()).toAbsolutePath();
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        int number = 0;
        for (byte[] input : inputs()) {
            Files.write(seeds.resolve("seed-" + number++), input);
        }
        Path log = directory.resolve("jazzer.log");
        Process jazzer = new ProcessBuilder(command(directory, corpus, seeds))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int seconds = Integer.getInteger(SECONDS);
        try {
            assertThat(jazzer.waitFor(seconds + 300L, TimeUnit.SECONDS))
                    .as("Jazzer ends; see %s", log)
                    .isTrue();
        } finally {
            jazzer.destroyForcibly();
        }
        assertThat(jazzer.exitValue())
                .as("Jazzer finds nothing. Keep the input beside this test; see %s", log)
                .isZero();
    }

    private List<String> command(Path directory, Path corpus, Path seeds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "-Dopsmon.fuzz.target=" + getClass().getName(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzDriver.class.getName(),
                "--instrumentation_includes=io.opsmon.**:tools.jackson.core.**:org.springframework.expression.**",
                // Templates are source code; their regular expressions are the host's.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--custom_hook_excludes=org.assertj.**:com.google.**:net.bytebuddy.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + System.getProperty(SECONDS),
                "-max_len=" + MAX_LENGTH,
                "-timeout=60",
                "-rss_limit_mb=3000",
                "-print_final_stats=1",
                corpus.toString(),
                seeds.toString());
    }
}
