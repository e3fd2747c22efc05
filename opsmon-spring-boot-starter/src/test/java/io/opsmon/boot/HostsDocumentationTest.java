package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that the documentation tells applications to add are lines of the applications in {@code opsmon-hosts}. */
class HostsDocumentationTest {

    private static final Pattern CODE = Pattern.compile("(?ms)^```(?:java|kotlin)\n(.*?)^```");

    @ParameterizedTest
    @ValueSource(strings = {"hosts.md", "hosts.zh-CN.md"})
    void linesOfCodeAreTested(String page) throws IOException {
        List<String> sources = sources();
        List<String> blocks = CODE.matcher(Files.readString(Path.of("..", "docs", page)))
                .results()
                .map(found -> withoutIndentation(found.group(1)))
                .toList();

        assertThat(blocks).hasSizeGreaterThan(4);
        assertThat(blocks)
                .allSatisfy(block -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).contains(block)));
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("..", "opsmon-hosts"))) {
            for (Path file : files.filter(
                            file -> file.toString().matches(".*[/\\\\]src[/\\\\]main[/\\\\].*\\.(java|kt)"))
                    .toList()) {
                sources.add(withoutIndentation(Files.readString(file)));
            }
        }
        return sources;
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
