package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.operationlog.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts changes to and from the JSON array of the {@code changes} column: {@code [{"path", "label", "type", "old",
 * "new"}]}, without null members.
 */
final class ChangesJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ChangesJson() {}

    static String write(List<Change> changes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Change change : changes) {
            ObjectNode node = array.addObject();
            node.put("path", change.path());
            put(node, "label", change.label());
            node.put("type", change.type().name().toLowerCase(Locale.ROOT));
            put(node, "old", change.oldValue());
            put(node, "new", change.newValue());
        }
        return MAPPER.writeValueAsString(array);
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    static List<Change> read(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>();
        for (JsonNode node : MAPPER.readTree(json)) {
            changes.add(new Change(
                    node.path("path").asString(""),
                    text(node, "label"),
                    Change.Type.valueOf(node.path("type").asString("changed").toUpperCase(Locale.ROOT)),
                    text(node, "old"),
                    text(node, "new")));
        }
        return List.copyOf(changes);
    }

    private static @Nullable String text(JsonNode node, String name) {
        @Nullable JsonNode member = node.get(name);
        return member == null || member.isNull() ? null : member.asString();
    }
}
