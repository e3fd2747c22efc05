package io.opsmon.operationlog.internal.payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON as maps, lists, texts, booleans and {@link WrittenNumber}, so that numbers keep their digits. A tree of
 * Jackson rounds decimal numbers. Stateless.
 *
 * @since 0.1
 */
public final class ExactJson {

    /** Types of other libraries that represent JSON and whose {@code toString()} is this JSON. */
    private static final Set<String> TREES = Set.of(
            "com.fasterxml.jackson.databind.JsonNode",
            "com.google.gson.JsonElement",
            "org.json.JSONObject",
            "org.json.JSONArray",
            "jakarta.json.JsonValue",
            "javax.json.JsonValue");

    private static final ClassValue<Boolean> IS_TREE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                if (TREES.contains(c.getName())) {
                    return true;
                }
            }
            return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                    .anyMatch(each -> TREES.contains(each.getName()));
        }
    };

    private ExactJson() {}

    /**
     * A JSON document.
     *
     * @param value a map, a list, a text, a boolean, a {@link WrittenNumber}, or null
     */
    public record Document(@Nullable Object value) {}

    /**
     * Reads a document.
     *
     * @param text the JSON
     * @return the document; null if the text is not exactly one JSON document
     */
    public static @Nullable Document read(String text) {
        try (JsonParser parser = JsonMapper.shared().createParser(text)) {
            @Nullable JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            @Nullable Object value = value(parser, first);
            return parser.nextToken() == null ? new Document(value) : null;
        } catch (JacksonException malformed) {
            return null;
        }
    }

    /**
     * Returns whether a text is exactly one JSON document.
     *
     * @param text any text
     * @return whether a reader of JSON accepts the text
     */
    public static boolean isDocument(String text) {
        try (JsonParser parser = JsonMapper.shared().createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException malformed) {
            return false;
        }
    }

    /**
     * Returns whether a value is JSON of another library than Jackson 3, with the JSON as its text.
     *
     * @param value any value
     * @return true if {@link #content} reads the JSON
     */
    public static boolean isTree(Object value) {
        return IS_TREE.get(value.getClass());
    }

    /**
     * Returns the content of JSON of another library.
     *
     * @param value any value
     * @return the content; the value itself if the value is no JSON
     */
    public static @Nullable Object content(Object value) {
        if (!isTree(value)) {
            return value;
        }
        String text = value.toString();
        @Nullable Document document = read(text);
        return document == null ? text : document.value();
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new WrittenNumber(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(parser, token));
        }
        return elements;
    }
}
