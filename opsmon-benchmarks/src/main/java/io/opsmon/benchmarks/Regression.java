package io.opsmon.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the benchmarks of two commits, which {@code .ci/nightly} measured on one machine in alternation. The fastest
 * iteration of each benchmark counts, because other processes only slow an iteration down.
 *
 * <p>The process ends with 1 if a benchmark has become more than 20 % slower, or if a benchmark of the base was not
 * measured again.
 */
public final class Regression {

    /** A time above the base's time multiplied by this factor is a regression. */
    private static final double TOLERANCE = 1.2;

    private Regression() {}

    /**
     * Compares the results in a directory.
     *
     * @param arguments the directory of the JMH results {@code base-*.json} and {@code head-*.json}
     * @throws IOException if a result cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Map<String, Double> base = fastest(directory, "base-*.json");
        Map<String, Double> head = fastest(directory, "head-*.json");
        if (base.isEmpty()) {
            throw new IllegalStateException("No result of the base in " + directory);
        }
        boolean passed = true;
        for (Map.Entry<String, Double> each : base.entrySet()) {
            Double now = head.get(each.getKey());
            boolean fine = now != null && now <= each.getValue() * TOLERANCE;
            passed &= fine;
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %-24s base %10.2f, head %s%n",
                    fine ? "ok" : "REGRESSION",
                    each.getKey(),
                    each.getValue(),
                    now == null
                            ? "not measured"
                            : String.format(Locale.ROOT, "%10.2f (x %.2f)", now, now / each.getValue()));
        }
        System.exit(passed ? 0 : 1);
    }

    private static Map<String, Double> fastest(Path directory, String results) throws IOException {
        Map<String, Double> fastest = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, results)) {
            for (Path file : files) {
                for (JsonNode result : JsonMapper.shared().readTree(file)) {
                    String name = result.get("benchmark").asString().replaceFirst(".*\\.(?=[^.]+\\.[^.]+$)", "");
                    for (JsonNode fork : result.at("/primaryMetric/rawData")) {
                        fork.forEach(iteration -> fastest.merge(name, iteration.asDouble(), Math::min));
                    }
                }
            }
        }
        return fastest;
    }
}
