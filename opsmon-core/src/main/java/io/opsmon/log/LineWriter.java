package io.opsmon.log;

import io.opsmon.chain.ChainLink;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes an entry as one line of JSON: an object of texts, objects of texts and lists of them; what is null is left
 * out. Token by token and not by a mapper: spilling and replaying a journal are bound by this. Not thread-safe.
 *
 * @since 0.1
 */
public final class LineWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private LineWriter(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes a line.
     *
     * @param members writes its members
     * @return UTF-8 JSON without line breaks
     */
    public static byte[] write(Consumer<LineWriter> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            members.accept(new LineWriter(json));
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * A text.
     *
     * @param name the member
     * @param value its value; null to leave it out
     * @return this
     */
    public LineWriter text(String name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value);
        }
        return this;
    }

    /**
     * An object of texts.
     *
     * @param name the member
     * @param namesAndValues names of members, each followed by its value
     * @return this
     */
    public LineWriter object(String name, @Nullable String... namesAndValues) {
        json.writeName(name);
        members(namesAndValues);
        return this;
    }

    private void members(@Nullable String... namesAndValues) {
        json.writeStartObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        json.writeEndObject();
    }

    /**
     * An object of texts.
     *
     * @param name the member
     * @param texts its members; nothing is written if there are none
     * @return this
     */
    public LineWriter object(String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            json.writeName(name);
            json.writeStartObject();
            texts.forEach(this::text);
            json.writeEndObject();
        }
        return this;
    }

    /**
     * Writes the members of one element of a list.
     *
     * @param <T> the kind of element
     */
    @FunctionalInterface
    public interface Element<T> {

        /**
         * Names and values of an element.
         *
         * @param element the element
         * @return names of members, each followed by its value
         */
        @Nullable
        String[] members(T element);
    }

    /**
     * A list of objects of texts.
     *
     * @param name the member
     * @param elements the elements; nothing is written if there are none
     * @param members writes one
     * @param <T> the kind of element
     * @return this
     */
    public <T> LineWriter list(String name, List<T> elements, Element<T> members) {
        if (!elements.isEmpty()) {
            json.writeName(name);
            json.writeStartArray();
            elements.forEach(element -> members(members.members(element)));
            json.writeEndArray();
        }
        return this;
    }

    /**
     * A trace.
     *
     * @param trace the trace; null to leave it out
     * @return this
     */
    public LineWriter trace(@Nullable TraceContext trace) {
        return trace == null ? this : object("trace", "traceId", trace.traceId(), "spanId", trace.spanId());
    }

    /**
     * The place in the chain.
     *
     * @param link the place; null to leave it out
     * @return this
     */
    public LineWriter chain(@Nullable ChainLink link) {
        if (link == null) {
            return this;
        }
        return object(
                "chain",
                "name",
                link.chain(),
                "sequence",
                Long.toString(link.sequence()),
                "hash",
                link.hash().toString(),
                "salt",
                link.salt() == null ? null : link.salt().toString(),
                "personalHash",
                link.personalHash() == null ? null : link.personalHash().toString(),
                "proof",
                link.proof());
    }
}
