package io.opsmon.operationlog;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.internal.jdbc.StorableText;
import io.opsmon.log.definition.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Type of the column with changes. A store has a JSON array without null members: {@code [{"path", "label", "type",
 * "old", "new"}]}.
 */
final class ChangesType extends ColumnType<List<Change>> {

    private static final int MAX_PATH = 500;
    private static final int MAX_VALUE = 2_000;
    private static final String NO_VALUE = "–";

    ChangesType() {
        super(Kind.TEXT, UNLIMITED);
    }

    @Override
    public List<Change> fit(List<Change> value) {
        List<Change> fitted = new ArrayList<>(value.size());
        boolean isChanged = false;
        for (Change change : value) {
            Change storable = new Change(
                    StorableText.fit(change.path(), MAX_PATH),
                    StorableText.fitOrNull(change.label(), MAX_PATH),
                    change.type(),
                    StorableText.fitOrNull(change.oldValue(), MAX_VALUE),
                    StorableText.fitOrNull(change.newValue(), MAX_VALUE));
            isChanged |= !storable.equals(change);
            fitted.add(storable);
        }
        return isChanged ? List.copyOf(fitted) : value;
    }

    @Override
    public Object toStored(List<Change> value) {
        return JsonMapper.shared()
                .writeValueAsString(value.stream()
                        .map(change -> members(change, change.type().name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    @Override
    public List<Change> ofStored(Object stored) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode node : JsonMapper.shared().readTree((String) stored)) {
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

    @Override
    public Object toLine(List<Change> value) {
        return value.stream()
                .map(change -> members(change, change.type().name()))
                .toList();
    }

    private static Map<String, String> members(Change change, String type) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("path", change.path());
        put(members, "label", change.label());
        members.put("type", type);
        put(members, "old", change.oldValue());
        put(members, "new", change.newValue());
        return members;
    }

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    @Override
    public List<Change> ofLine(Object line) {
        return ((List<?>) line)
                .stream()
                        .map(element -> (Map<?, ?>) element)
                        .map(members -> new Change(
                                required(members, "path"),
                                (String) members.get("label"),
                                Change.Type.valueOf(required(members, "type")),
                                (String) members.get("old"),
                                (String) members.get("new")))
                        .toList();
    }

    private static String required(Map<?, ?> members, String name) {
        @Nullable Object value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("changes." + name + " is missing");
        }
        return (String) value;
    }

    @Override
    public void hash(@Nullable List<Change> value, CanonicalForm out) {
        out.number(value == null ? 0L : value.size());
        if (value != null) {
            for (Change change : value) {
                out.text(change.path())
                        .text(change.label())
                        .text(change.type().name())
                        .text(change.oldValue())
                        .text(change.newValue());
            }
        }
    }

    @Override
    public Object toCell(List<Change> value) {
        StringJoiner text = new StringJoiner("\n");
        value.forEach(
                change -> text.add(change.name() + ": " + shown(change.oldValue()) + " → " + shown(change.newValue())));
        return text.toString();
    }

    private static String shown(@Nullable String value) {
        return value == null ? NO_VALUE : value;
    }
}
