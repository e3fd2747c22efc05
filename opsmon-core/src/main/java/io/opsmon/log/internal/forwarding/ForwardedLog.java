package io.opsmon.log.internal.forwarding;

import io.opsmon.chain.ChainLink;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A log that can be forwarded, and the appearance of its entries in other systems. Immutable.
 *
 * @param definition the definition of the log
 * @param key returns the key of an entry in Kafka; entries with the same key stay in order
 * @param logger the name of the logger that receives documents
 * @param schemas the formats of documents other than {@link DocumentFormat#JSON}
 * @param <E> the kind of entry
 * @since 0.1
 */
public record ForwardedLog<E extends RecordedEntry>(
        LogDefinition<E> definition,
        Function<E, String> key,
        String logger,
        Map<DocumentFormat, Function<E, ObjectNode>> schemas) {

    /** Copies the formats. */
    public ForwardedLog {
        schemas = Map.copyOf(schemas);
    }

    /**
     * Returns the formats of documents.
     *
     * @return the formats, {@link DocumentFormat#JSON} first
     */
    public Set<DocumentFormat> formats() {
        Set<DocumentFormat> formats = EnumSet.of(DocumentFormat.JSON);
        formats.addAll(schemas.keySet());
        return formats;
    }

    /**
     * Formats an entry as a document.
     *
     * @param entry the entry
     * @param format one of {@link #formats}
     * @return JSON without line break
     * @throws IllegalArgumentException if the log has no such format
     */
    public String document(E entry, DocumentFormat format) {
        if (format == DocumentFormat.JSON) {
            return new String(definition.codec().encode(entry), StandardCharsets.UTF_8);
        }
        @Nullable Function<E, ObjectNode> schema = schemas.get(format);
        if (schema == null) {
            throw new IllegalArgumentException(
                    "The format of " + definition.plural() + " must be one of " + formats() + ", but is " + format);
        }
        return JsonMapper.shared().writeValueAsString(schema.apply(entry));
    }

    /** Returns the name of the chain of an entry; empty without a chain. */
    String chain(E entry) {
        @Nullable ChainLink link = definition.form().link(entry);
        return link == null ? "" : link.chain();
    }

    /** Returns the sequence number of an entry in its chain; 0 without a chain. */
    long sequence(E entry) {
        @Nullable ChainLink link = definition.form().link(entry);
        return link == null ? 0 : link.sequence();
    }
}
