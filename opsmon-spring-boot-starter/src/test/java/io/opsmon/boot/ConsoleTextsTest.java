package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests the texts of the console in each language. */
class ConsoleTextsTest {

    private static final Pattern TEXT =
            Pattern.compile("(?m)^  (?:'([^']+)'|(\\w+)):\\s+(['\"])((?:[^\\\\\\n]|\\\\.)*?)\\3,$");
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    private static final Pattern USE = Pattern.compile("\\bt\\(\\s*'([^']+)'");
    private static final Pattern USE_OF_WIDGETS = Pattern.compile("\\.text\\(\\s*'([^']+)'");

    private static final List<String> WIDGETS = List.of("history.js", "my-sessions.js", "widgets/widget.js");

    private static Path console() throws URISyntaxException {
        return Objects.requireNonNull(
                Path.of(Objects.requireNonNull(ConsoleTextsTest.class.getResource("/io/opsmon/console/app.js"))
                                .toURI())
                        .getParent());
    }

    /** Returns each key with the placeholders in its text. */
    private static Map<String, Set<String>> texts(String language) throws Exception {
        Map<String, Set<String>> texts = textsOf("locale/" + language + ".js");
        assertThat(texts).hasSizeGreaterThan(200);
        return texts;
    }

    private static Map<String, Set<String>> textsOf(String name) throws Exception {
        String file = Files.readString(console().resolve(name));
        Map<String, Set<String>> texts = new TreeMap<>();
        TEXT.matcher(file)
                .results()
                .forEach(text -> texts.put(
                        text.group(1) == null ? text.group(2) : text.group(1),
                        PLACE.matcher(text.group(4))
                                .results()
                                .map(MatchResult::group)
                                .collect(Collectors.toCollection(TreeSet::new))));
        assertThat(texts).hasSize((int)
                file.lines().filter(line -> line.matches(" {2}\\S.*")).count());
        return texts;
    }

    @Test
    void sayTheSameInEveryLanguage() throws Exception {
        assertThat(texts("zh-cn")).isEqualTo(texts("en"));
    }

    @Test
    void areThereForWhateverIsSaid() throws Exception {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(console())) {
            for (Path file : files.filter(path ->
                            path.toString().endsWith(".js") && !path.toString().contains("vendor"))
                    .toList()) {
                USE.matcher(read(file)).results().forEach(use -> used.add(use.group(1)));
            }
        }
        assertThat(used).hasSizeGreaterThan(100);
        assertThat(texts("en").keySet()).containsAll(used);
    }

    @Test
    void ofWidgetsAreThereInEveryLanguage() throws Exception {
        Map<String, Set<String>> english = textsOf("widgets/en.js");
        Set<String> used = new TreeSet<>();
        for (String name : WIDGETS) {
            USE_OF_WIDGETS.matcher(read(console().resolve(name))).results().forEach(use -> used.add(use.group(1)));
        }

        assertThat(textsOf("widgets/zh-cn.js")).isEqualTo(english);
        assertThat(used).hasSizeGreaterThan(5);
        assertThat(english.keySet()).containsAll(used);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
