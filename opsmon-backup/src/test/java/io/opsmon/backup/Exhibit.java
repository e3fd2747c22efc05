package io.opsmon.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A file of the museum.
 *
 * @param name the name of the file
 * @param statements the statements by section, in their order: {@code @superuser}, {@code @application}, ...
 * @param expected the expectations by kind
 */
public record Exhibit(String name, List<Section> statements, Map<String, List<String>> expected) {

    public record Section(String name, String sql) {}

    public static Stream<Exhibit> all(String engine) throws IOException {
        Path museum = Path.of("src/test/resources/museum", engine);
        try (Stream<Path> files = Files.list(museum)) {
            String names = System.getProperty("opsmon.test.museum", ".*");
            return files.sorted().toList().stream()
                    .map(Exhibit::read)
                    .filter(exhibit -> exhibit.name().matches(names));
        }
    }

    /**
     * Returns each exhibit with one of the ways, in turn. With {@code -Dopsmon.test.museum-ways=all}, returns each
     * exhibit with each way.
     */
    public static <W> Stream<Arguments> inWays(String engine, W[] ways) throws IOException {
        List<Exhibit> exhibits = all(engine).toList();
        boolean isComplete = System.getProperty("opsmon.test.museum-ways", "").equals("all");
        return IntStream.range(0, exhibits.size())
                .boxed()
                .flatMap(number -> IntStream.range(0, ways.length)
                        .filter(way -> isComplete || way == number % ways.length)
                        .mapToObj(way -> Arguments.of(exhibits.get(number), ways[way])));
    }

    private static Exhibit read(Path file) {
        List<Section> sections = new ArrayList<>();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        String section = "";
        StringBuilder sql = new StringBuilder();
        try (InputStream in = Files.newInputStream(file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("-- @")) {
                    sections.add(new Section(section, sql.toString()));
                    section = line.substring("-- @".length());
                    sql.setLength(0);
                } else if (section.isEmpty()) {
                    int colon = line.indexOf(": ");
                    if (colon > 0) {
                        expected.computeIfAbsent(line.substring("-- ".length(), colon), kind -> new ArrayList<>())
                                .add(line.substring(colon + 2));
                    }
                } else {
                    sql.append(line).append('\n');
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        sections.add(new Section(section, sql.toString()));
        return new Exhibit(
                file.getFileName().toString().replace(".sql", ""), sections.subList(1, sections.size()), expected);
    }

    /** Returns the expectations of a kind, for every way and for one way. */
    public List<String> expected(String kind, boolean isByDriver) {
        return Stream.of(kind, kind + (isByDriver ? " by the driver" : " by the programs"))
                .flatMap(each -> expected.getOrDefault(each, List.of()).stream())
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
