package io.opsmon.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the start of the sample with all capabilities, with operation logs alone, and without opsmon, in turn. The
 * sample uses an H2 file with tables and data. Argument: the sample's jar.
 */
final class StartUp {

    private static final Pattern STARTED = Pattern.compile("Started BackOffice in ([0-9.]+) seconds");
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final List<String> CAPABILITIES =
            List.of("operation-log", "login-log", "online-users", "backup", "web");

    private StartUp() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path directory = Files.createTempDirectory("opsmon-benchmark-start");
        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put("all", List.of());
        variants.put("operation logs alone", CAPABILITIES.subList(1, CAPABILITIES.size()));
        variants.put("none", CAPABILITIES);
        Map<String, List<Double>> taken = new LinkedHashMap<>();
        // Once before the measurement, for tables and data.
        start(jar, directory, List.of());
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
                taken.computeIfAbsent(variant.getKey(), name -> new ArrayList<>())
                        .add(start(jar, directory, variant.getValue()));
            }
        }
        System.out.println("| capabilities | median s | min s | max s | more than none, ms |");
        System.out.println("|---|---|---|---|---|");
        taken.values().forEach(Collections::sort);
        double none = median(taken.getOrDefault("none", List.of()));
        taken.forEach((name, sorted) -> print(name, sorted, none));
    }

    private static void print(String name, List<Double> sorted, double none) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.0f |%n",
                name,
                median(sorted),
                sorted.get(0),
                sorted.get(ROUNDS - 1),
                (median(sorted) - none) * 1_000);
    }

    private static double median(List<Double> sorted) {
        return sorted.get(ROUNDS / 2);
    }

    private static double start(Path jar, Path directory, List<String> disabled)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "--server.port=0"));
        disabled.forEach(capability -> command.add("--opsmon." + capability + ".enabled=false"));
        Process process = new ProcessBuilder(command)
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
