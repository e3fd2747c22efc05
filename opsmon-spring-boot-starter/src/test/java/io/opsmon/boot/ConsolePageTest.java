package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsolePageTest {

    private static final Pattern IMPORT = Pattern.compile("(?m)^import\\s(?:[^'\"]*?from\\s)?'([^']+)'");
    private static final Pattern PRELOAD = Pattern.compile("<link rel=\"modulepreload\" href=\"_/([^\"]+)\">");

    private static String read(String name) throws IOException {
        try (@Nullable InputStream in = ConsolePageTest.class.getResourceAsStream("/io/opsmon/console/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Without the links, the browser would find the modules one level after the other. */
    @Test
    void preloadsTheModulesThatEachPageNeeds() throws IOException {
        Set<String> needed = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of("app.js"));
        while (!open.isEmpty()) {
            String module = open.remove();
            Path file = Path.of("/" + module);
            IMPORT.matcher(read(module))
                    .results()
                    .map(match ->
                            file.resolveSibling(match.group(1)).normalize().toString())
                    .map(path -> path.replace('\\', '/').substring(1))
                    .filter(needed::add)
                    .forEach(open::add);
        }

        assertThat(needed).contains("vendor/lit-html/lit-html.js", "i18n.js").doesNotContain("pages/overview.js");
        assertThat(PRELOAD.matcher(read("index.html"))
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toList()))
                .containsExactlyElementsOf(needed);
    }
}
