package io.opsmon.log.internal;

import io.opsmon.chain.ChainLink;
import io.opsmon.log.TraceContext;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writer of an entry as one line of JSON: an object of texts, objects of texts and lists of such objects. Null values
 * are omitted. The class writes tokens and uses no object mapper, because it bounds the throughput of the journal. Not
 * thread-safe.
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
     * @param members writes the members
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
     * Writes a text.
     *
     * @param name the member
     * @param value the text; null to omit the member
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
     * Writes an object of texts.
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
     * Writes an object of texts.
     *
     * @param name the member
     * @param texts the members; an empty map is omitted
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
     * Supplies the members of one element of a list.
     *
     * @param <T> the kind of element
     */
    @FunctionalInterface
    public interface Element<T> {

        /**
         * Returns the names and values of an element.
         *
         * @param element the element
         * @return names of members, each followed by its value
         */
        @Nullable
        String[] members(T element);
    }

    /**
     * Writes a list of objects of texts.
     *
     * @param name the member
     * @param elements the elements; an empty list is omitted
     * @param members supplies the members of an element
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
     * Writes a trace.
     *
     * @param trace the trace; null to omit the member
     * @return this
     */
    public LineWriter trace(@Nullable TraceContext trace) {
        return trace == null ? this : object("trace", "traceId", trace.traceId(), "spanId", trace.spanId());
    }

    /**
     * Writes the position in the chain.
     *
     * @param link the position; null to omit the member
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
