package io.opsmon.log.internal;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.log.TraceContext;
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
 * Reader of a line written by {@link LineWriter} in this or an earlier version. Unknown members, of a later version for
 * example, are ignored. Immutable.
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
     * Texts of one object.
     *
     * @param texts the texts by name
     */
    public record Members(Map<String, String> texts) {

        /**
         * Returns an optional text.
         *
         * @param name the member
         * @return the text; null if the member is missing
         */
        public @Nullable String optional(String name) {
            return texts.get(name);
        }

        /**
         * Returns a required text.
         *
         * @param name the member
         * @return the text
         * @throws IllegalArgumentException if the member is missing
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
     * @param what the expected content, for error messages
     * @param entry creates the entry
     * @param <T> the kind of entry
     * @return the entry
     * @throws IllegalArgumentException if the line is malformed; the message names the reason
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
     * Returns the texts of the top-level object.
     *
     * @return the members
     */
    public Members members() {
        return members;
    }

    /**
     * Returns an optional object.
     *
     * @param name the member
     * @return the object; null if the member is missing
     */
    public @Nullable Members object(String name) {
        return objects.get(name);
    }

    /**
     * Returns an object with arbitrary member names.
     *
     * @param name the member
     * @return the texts of the object; empty if the member is missing
     */
    public Map<String, String> map(String name) {
        @Nullable Members found = objects.get(name);
        return found == null ? Map.of() : found.texts();
    }

    /**
     * Returns a list of objects.
     *
     * @param name the member
     * @return the elements; empty if the member is missing
     */
    public List<Members> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /**
     * Returns the trace.
     *
     * @return the trace; null if there is none
     */
    public @Nullable TraceContext trace() {
        @Nullable Members m = object("trace");
        return m == null ? null : new TraceContext(m.required("traceId"), m.optional("spanId"));
    }

    /**
     * Returns the position in the chain.
     *
     * @return the position; null if there is none
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
