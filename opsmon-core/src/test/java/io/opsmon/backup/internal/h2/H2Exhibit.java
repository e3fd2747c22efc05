package io.opsmon.backup.internal.h2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file of the museum.
 *
 * @param name the name of the file
 * @param sections the statements by section, in their order
 * @param expected the settings and expectations by kind
 */
record H2Exhibit(String name, List<Section> sections, Map<String, List<String>> expected) {

    record Section(String name, String sql) {}

    static Stream<H2Exhibit> all() throws IOException {
        String names = System.getProperty("opsmon.test.museum", ".*");
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/museum/h2"))) {
            return files.sorted().toList().stream()
                    .map(H2Exhibit::read)
                    .filter(exhibit -> exhibit.name().matches(names));
        }
    }

    private static H2Exhibit read(Path file) {
        List<Section> sections = new ArrayList<>();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        String section = "";
        StringBuilder sql = new StringBuilder();
        try {
            for (String line : Files.readAllLines(file)) {
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
        return new H2Exhibit(
                file.getFileName().toString().replace(".sql", ""), sections.subList(1, sections.size()), expected);
    }

    List<String> expected(String kind) {
        return expected.getOrDefault(kind, List.of());
    }

    /** Returns the statements of a section; empty if the file does not have the section. */
    String sql(String section) {
        return sections.stream()
                .filter(each -> each.name().equals(section))
                .map(Section::sql)
                .findFirst()
                .orElse("");
    }

    @Override
    public String toString() {
        return name;
    }
}
