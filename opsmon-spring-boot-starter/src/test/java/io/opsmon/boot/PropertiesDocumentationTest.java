package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests that every property has a description for editors, and is listed in the reference with its default. */
class PropertiesDocumentationTest {

    private static List<JsonNode> properties() throws IOException {
        try (InputStream metadata = Objects.requireNonNull(PropertiesDocumentationTest.class.getResourceAsStream(
                "/META-INF/spring-configuration-metadata.json"))) {
            return JsonMapper.shared()
                    .readTree(metadata)
                    .get("properties")
                    .valueStream()
                    .filter(property -> property.get("name").asString().startsWith("opsmon."))
                    .toList();
        }
    }

    @Test
    void describesEveryProperty() throws IOException {
        assertThat(properties())
                .hasSizeGreaterThan(30)
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.get("name").asString())
                        .isNotBlank());
    }

    @Test
    void listsEveryPropertyWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/properties.md"));

        for (JsonNode property : properties()) {
            String name = property.get("name").asString();
            String row = lines.stream()
                    .filter(line -> line.startsWith("| `" + name + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in docs/properties.md"));
            JsonNode value = property.get("defaultValue");
            if (value != null && value.isValueNode()) {
                // A list is written as [a, b].
                for (String each : value.asString().replaceAll("^\\[|\\]$", "").split(", ", -1)) {
                    assertThat(row.split("\\|", -1)[2]).as(name).contains("`" + each + "`");
                }
            }
        }
    }
}
