package io.opsmon.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Compares the cost of opsmon with a stored baseline. The baseline has ratios to a peer in the same run, because times
 * depend on the machine. The fastest iteration counts, because other processes only slow an iteration down.
 *
 * <pre>
 *  java -cp 'target/classes:target/lib/*' io.opsmon.benchmarks.Regression baseline.properties [--write]
 * </pre>
 */
public final class Regression {

    /** A ratio above the baseline times this factor is a regression. */
    static final double TOLERANCE = 1.2;

    private static final List<Pair> PAIRS = List.of(
            new Pair("CallCost.plainOpsmon", "CallCost.plainMzt"),
            new Pair("CallCost.plainOpsmon", "CallCost.plainRuoYi"),
            new Pair("CallCost.changeOpsmon", "CallCost.changeMzt"),
            new Pair("CallCost.changeOpsmon", "CallCost.changeRuoYi"),
            new Pair("DiffCost.opsmon", "DiffCost.javers"));

    private Regression() {}

    private record Pair(String own, String peer) {

        String name() {
            return own + "/" + peer.substring(peer.indexOf('.') + 1);
        }
    }

    /**
     * Runs the benchmarks and compares.
     *
     * @param arguments the file of the baseline; {@code --write} as the second argument replaces the baseline
     * @throws IOException if the baseline cannot be read or written
     * @throws RunnerException if a benchmark fails
     */
    public static void main(String[] arguments) throws IOException, RunnerException {
        Path file = Path.of(arguments[0]);
        Map<String, Double> ratios = ratios(measure());
        if (arguments.length > 1 && arguments[1].equals("--write")) {
            write(file, ratios);
            return;
        }
        List<String> regressions = regressions(read(file), ratios);
        regressions.forEach(System.out::println);
        if (!regressions.isEmpty()) {
            System.exit(1);
        }
        System.out.println("No ratio is more than 20 % above its baseline.");
    }

    private static Map<String, Double> measure() throws RunnerException {
        Map<String, Double> fastest = new TreeMap<>();
        OptionsBuilder options = new OptionsBuilder();
        PAIRS.stream()
                .flatMap(pair -> List.of(pair.own(), pair.peer()).stream())
                .distinct()
                .forEach(name -> options.include("\\." + name.replace(".", "\\.") + "$"));
        for (RunResult result : new Runner(options.forks(1).build()).run()) {
            String[] name = result.getParams().getBenchmark().split("\\.");
            fastest.put(
                    name[name.length - 2] + "." + name[name.length - 1],
                    result.getPrimaryResult().getStatistics().getMin());
        }
        return fastest;
    }

    private static Map<String, Double> ratios(Map<String, Double> fastest) {
        Map<String, Double> ratios = new TreeMap<>();
        for (Pair pair : PAIRS) {
            ratios.put(pair.name(), fastest.get(pair.own()) / fastest.get(pair.peer()));
        }
        return ratios;
    }

    private static List<String> regressions(Map<String, Double> baseline, Map<String, Double> ratios) {
        List<String> regressions = new ArrayList<>();
        ratios.forEach((name, ratio) -> {
            Double before = baseline.get(name);
            System.out.printf(Locale.ROOT, "%-44s %.4f, baseline %.4f%n", name, ratio, before);
            if (before == null || ratio > before * TOLERANCE) {
                regressions.add("REGRESSION: " + name + " is " + ratio + ", the baseline is " + before);
            }
        });
        return regressions;
    }

    private static Map<String, Double> read(Path file) throws IOException {
        Properties stored = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            stored.load(in);
        }
        Map<String, Double> baseline = new TreeMap<>();
        stored.forEach((name, ratio) -> baseline.put((String) name, Double.valueOf((String) ratio)));
        return baseline;
    }

    private static void write(Path file, Map<String, Double> ratios) throws IOException {
        Files.writeString(
                file,
                ratios.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%s=%.4f%n", each.getKey(), each.getValue()))
                        .collect(Collectors.joining()));
    }
}
