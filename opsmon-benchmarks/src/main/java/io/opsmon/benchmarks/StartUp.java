package io.opsmon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the start of the sample with opsmon and with all of opsmon off, in turn. The sample uses an H2 file with
 * tables and data. Argument: the sample's jar.
 */
final class StartUp {

    private static final Pattern STARTED = Pattern.compile("Started BackOffice in ([0-9.]+) seconds");
    private static final int ROUNDS = Integer.getInteger("rounds", 9);

    private StartUp() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path directory = Files.createTempDirectory("opsmon-benchmark-start");
        start(jar, directory, true);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            with.add(start(jar, directory, true));
            without.add(start(jar, directory, false));
        }
        Collections.sort(with);
        Collections.sort(without);
        System.out.println("| | median s | min s | max s |");
        System.out.println("|---|---|---|---|");
        print("with opsmon", with);
        print("opsmon off", without);
        System.out.printf(Locale.ROOT, "difference of medians: %.0f ms%n", (median(with) - median(without)) * 1_000);
    }

    private static void print(String name, List<Double> sorted) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |%n",
                name,
                median(sorted),
                sorted.get(0),
                sorted.get(ROUNDS - 1));
    }

    private static double median(List<Double> sorted) {
        return sorted.get(ROUNDS / 2);
    }

    private static double start(Path jar, Path directory, boolean opsmon) throws IOException, InterruptedException {
        Path output = directory.resolve("output.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar.toString(),
                        "--server.port=0",
                        "--opsmon.operation-log.enabled=" + opsmon,
                        "--opsmon.web.enabled=" + opsmon)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            for (int i = 0; i < 600; i++) {
                Matcher matcher = STARTED.matcher(Files.readString(output));
                if (matcher.find()) {
                    return Double.parseDouble(matcher.group(1));
                }
                Thread.sleep(100);
            }
            throw new IllegalStateException("The sample did not start:\n" + Files.readString(output));
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }
}
