package io.opsmon.log.definition;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Format of an entry in journals, archives and exports: a line of JSON with texts, objects of texts and lists of such
 * objects. Null values are omitted. Unknown members, of a later version for example, are ignored. The class reads and
 * writes tokens and uses no object mapper, because it bounds the throughput of the journal. Stateless.
 */
final class LineCodec<E extends RecordedEntry> implements EntryCodec<E> {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int TYPICAL_BYTES = 768;
    private static final String CHAIN = "chain";

    private final LogDefinition<E> log;

    LineCodec(LogDefinition<E> log) {
        this.log = log;
    }

    @Override
    public byte[] encode(E entry) {
        E storable = log.storable(entry);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            writeColumns(json, storable);
            writeChain(json, log.form().link(storable));
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void writeColumns(JsonGenerator json, E entry) {
        @Nullable String open = null;
        for (LogColumn<E, ?> column : log.all()) {
            @Nullable Object value = column.line(entry);
            if (value == null) {
                continue;
            }
            if (!Objects.equals(column.object(), open)) {
                if (open != null) {
                    json.writeEndObject();
                }
                open = column.object();
                if (open != null) {
                    json.writeName(open);
                    json.writeStartObject();
                }
            }
            if (column.type() != ColumnType.PRESENCE) {
                json.writeName(column.member());
                writeValue(json, value);
            }
        }
        if (open != null) {
            json.writeEndObject();
        }
    }

    private static void writeValue(JsonGenerator json, Object value) {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Map<?, ?> texts) {
            json.writeStartObject();
            texts.forEach((name, text) -> writeText(json, (String) name, (String) text));
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            elements.forEach(element -> writeValue(json, element));
            json.writeEndArray();
        } else {
            throw new IllegalArgumentException("A line contains texts, not " + value.getClass());
        }
    }

    private static void writeText(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeName(name);
            json.writeString(text);
        }
    }

    private static void writeChain(JsonGenerator json, @Nullable ChainLink link) {
        if (link != null) {
            json.writeName(CHAIN);
            json.writeStartObject();
            writeText(json, "name", link.chain());
            writeText(json, "sequence", Long.toString(link.sequence()));
            writeText(json, "hash", link.hash().toString());
            writeText(json, "salt", link.salt() == null ? null : link.salt().toString());
            writeText(
                    json,
                    "personalHash",
                    link.personalHash() == null ? null : link.personalHash().toString());
            writeText(json, "proof", link.proof());
            json.writeEndObject();
        }
    }

    @Override
    public E decode(byte[] bytes) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object");
            }
            return entry(members(json));
        } catch (JacksonException | DateTimeException | ClassCastException | IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    "Not " + log.singularWithArticle() + ": " + failure.getMessage(), failure);
        }
    }

    private E entry(Map<String, Object> line) {
        List<LogColumn<E, ?>> columns = log.all();
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (LogColumn<E, ?> column : columns) {
            @Nullable Object owner = column.object() == null ? line : line.get(column.object());
            if (owner instanceof Map<?, ?> members) {
                @Nullable Object member = column.type() == ColumnType.PRESENCE ? true : members.get(column.member());
                values[column.index()] = member == null ? null : column.type().ofLine(member);
            }
        }
        return log.entry(values, line.get(CHAIN) instanceof Map<?, ?> members ? link(members) : null);
    }

    private static ChainLink link(Map<?, ?> members) {
        @Nullable Object salt = members.get("salt");
        @Nullable Object personalHash = members.get("personalHash");
        return new ChainLink(
                required(members, "name"),
                Long.parseLong(required(members, "sequence")),
                Hash.parse(required(members, "hash")),
                salt == null ? null : UUID.fromString((String) salt),
                personalHash == null ? null : Hash.parse((String) personalHash),
                (String) members.get("proof"));
    }

    private static String required(Map<?, ?> members, String name) {
        @Nullable Object value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return (String) value;
    }

    private static Map<String, Object> members(JsonParser json) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_OBJECT) {
                members.put(name, texts(json));
            } else if (token == JsonToken.START_ARRAY) {
                members.put(name, list(json));
            } else if (token != JsonToken.VALUE_NULL) {
                members.put(name, json.getString());
            }
        }
        return members;
    }

    /** Reads an object of texts; other members are ignored. */
    private static Map<String, String> texts(JsonParser json) {
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                json.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                texts.put(name, json.getString());
            }
        }
        return texts;
    }

    private static List<Map<String, String>> list(JsonParser json) {
        List<Map<String, String>> elements = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IllegalArgumentException("a list has no end");
            }
            if (token == JsonToken.START_OBJECT) {
                elements.add(texts(json));
            } else {
                json.skipChildren();
            }
        }
        return elements;
    }
}
