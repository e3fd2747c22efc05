package io.opsmon.log;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A line that {@link LineWriter} wrote, in this or an earlier version. What it does not know, of a later version
 * perhaps, is passed over. Immutable.
 *
 * @since 0.1
 */
public final class LineReader {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Members members;
    private final Map<String, Members> objects;
    private final Map<String, List<Members>> lists;

    private LineReader(Members members, Map<String, Members> objects, Map<String, List<Members>> lists) {
        this.members = members;
        this.objects = objects;
        this.lists = lists;
    }

    /**
     * The texts of one object.
     *
     * @param texts by name
     */
    public record Members(Map<String, String> texts) {

        /**
         * A text that may be missing.
         *
         * @param name the member
         * @return its value; null if it is missing
         */
        public @Nullable String optional(String name) {
            return texts.get(name);
        }

        /**
         * A text that must be there.
         *
         * @param name the member
         * @return its value
         * @throws IllegalArgumentException if it is missing
         */
        public String required(String name) {
            @Nullable String value = texts.get(name);
            if (value == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            return value;
        }
    }

    /**
     * Reads a line.
     *
     * @param bytes UTF-8 JSON
     * @param what what it should be, for the message of an error
     * @param entry makes the entry
     * @param <T> the kind of entry
     * @return the entry
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static <T> T read(byte[] bytes, String what, Function<LineReader, T> entry) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            Map<String, String> texts = new LinkedHashMap<>();
            Map<String, Members> objects = new LinkedHashMap<>();
            Map<String, List<Members>> lists = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (token == JsonToken.START_OBJECT) {
                    objects.put(name, object(json));
                } else if (token == JsonToken.START_ARRAY) {
                    lists.put(name, list(json));
                } else {
                    putText(texts, name, json);
                }
            }
            return entry.apply(new LineReader(new Members(texts), objects, lists));
        } catch (JacksonException | DateTimeException | IllegalArgumentException failure) {
            throw new IllegalArgumentException("Not " + what + ": " + failure.getMessage(), failure);
        }
    }

    private static void putText(Map<String, String> members, String name, JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken().isScalarValue()) {
            members.put(name, json.getString());
        } else {
            json.skipChildren();
        }
    }

    private static Members object(JsonParser json) {
        Map<String, String> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            putText(members, name, json);
        }
        return new Members(members);
    }

    private static List<Members> list(JsonParser json) {
        List<Members> elements = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IllegalArgumentException("a list has no end");
            }
            if (token == JsonToken.START_OBJECT) {
                elements.add(object(json));
            } else {
                json.skipChildren();
            }
        }
        return elements;
    }

    /**
     * The line's own texts.
     *
     * @return its members
     */
    public Members members() {
        return members;
    }

    /**
     * An object that may be missing.
     *
     * @param name the member
     * @return the object; null if it is missing
     */
    public @Nullable Members object(String name) {
        return objects.get(name);
    }

    /**
     * An object whose names are data.
     *
     * @param name the member
     * @return its texts; empty if it is missing
     */
    public Map<String, String> map(String name) {
        @Nullable Members found = objects.get(name);
        return found == null ? Map.of() : found.texts();
    }

    /**
     * A list of objects.
     *
     * @param name the member
     * @return its elements; empty if it is missing
     */
    public List<Members> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /**
     * The trace.
     *
     * @return the trace; null if there is none
     */
    public @Nullable TraceContext trace() {
        @Nullable Members m = object("trace");
        return m == null ? null : new TraceContext(m.required("traceId"), m.optional("spanId"));
    }

    /**
     * The place in the chain.
     *
     * @return the place; null if there is none
     */
    public @Nullable ChainLink chain() {
        @Nullable Members m = object("chain");
        if (m == null) {
            return null;
        }
        @Nullable String salt = m.optional("salt");
        @Nullable String personalHash = m.optional("personalHash");
        return new ChainLink(
                m.required("name"),
                Long.parseLong(m.required("sequence")),
                Hash.parse(m.required("hash")),
                salt == null ? null : UUID.fromString(salt),
                personalHash == null ? null : Hash.parse(personalHash),
                m.optional("proof"));
    }
}
