package io.opsmon.boot.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** Tests that each YAML block and each property in the documentation can be configured. */
class DocumentedPropertiesTest {

    private static final Pattern BLOCK = Pattern.compile("```ya?ml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`(opsmon\\.[a-z0-9.*-]+)(?:=[^`]*)?`");

    /** Names that are not properties: meters and message keys. */
    private static final Pattern OTHER = Pattern.compile(
            "opsmon\\.(change|data\\.changes|forwarding|online|recording\\.(recorded|spilled|dropped|dead|queue|journal)|integrity"
                    + "|backup\\.(age|size|duration|events|rate)).*");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("../docs"));
                Stream<Path> root = Files.list(Path.of(".."))) {
            Stream.concat(docs, root)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void yamlHasKnownPropertiesOnly(Path page) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            StandardEnvironment environment = new StandardEnvironment();
            for (PropertySource<?> source : new YamlPropertySourceLoader()
                    .load("docs", new ByteArrayResource(block.group(1).getBytes(StandardCharsets.UTF_8)))) {
                environment.getPropertySources().addFirst(source);
            }
            assertThat(UnknownProperties.in(environment, getClass().getClassLoader()))
                    .as(block.group(1))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void textNamesKnownPropertiesOnly(Path page) throws IOException {
        Set<String> known = KnownProperties.names(getClass().getClassLoader());
        Matcher name = NAME.matcher(Files.readString(page));
        while (name.find()) {
            String property = name.group(1).replaceAll("(\\.\\*|\\.)$", "");
            if (!OTHER.matcher(property).matches()) {
                assertThat(known)
                        .as(property)
                        .anyMatch(each -> each.equals(property) || each.startsWith(property + "."));
            }
        }
    }
}
