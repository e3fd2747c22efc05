package io.opsmon.operationlog;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.recording.EntryCodec;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * An entry as one line of JSON whose members are named as the components of {@link OperationLogEntry}; null and empty ones are left out, arguments and
 * result are strings that hold JSON. The form of journals, archives and exports. Written and read token by token and not by a mapper: replaying a journal is bound by this. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogCodec implements EntryCodec<OperationLogEntry> {

    private final JsonFactory factory = new JsonFactory();

    /** Makes a codec. */
    public OperationLogCodec() {}

    @Override
    public byte[] encode(OperationLogEntry entry) {
        OperationLogEntry clean = EntrySanitizer.sanitize(entry);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(768);
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            write(json, clean);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, OperationLogEntry e) {
        text(json, "id", e.id().toString());
        text(json, "occurredAt", e.occurredAt().toString());
        text(json, "duration", e.duration().toString());
        text(json, "module", e.module());
        text(json, "action", e.action());
        text(json, "description", e.description());
        text(json, "outcome", e.outcome().name());
        if (e.resource() != null) {
            object(
                    json,
                    "resource",
                    "type",
                    e.resource().type(),
                    "id",
                    e.resource().id());
        }
        if (e.operator() != null) {
            Operator operator = e.operator();
            object(json, "operator", "id", operator.id(), "name", operator.name(), "tenant", operator.tenant());
        }
        if (e.http() != null) {
            HttpFacts http = e.http();
            @Nullable
            String status = http.status() == null ? null : http.status().toString();
            object(
                    json,
                    "http",
                    "method",
                    http.method(),
                    "path",
                    http.path(),
                    "query",
                    http.query(),
                    "status",
                    status,
                    "clientIp",
                    http.clientIp(),
                    "userAgent",
                    http.userAgent(),
                    "sessionReference",
                    http.sessionReference());
        }
        if (e.trace() != null) {
            object(
                    json,
                    "trace",
                    "traceId",
                    e.trace().traceId(),
                    "spanId",
                    e.trace().spanId());
        }
        Source source = e.source();
        object(
                json,
                "source",
                "application",
                source.application(),
                "node",
                source.node(),
                "thread",
                source.thread(),
                "method",
                source.method());
        if (e.failure() != null) {
            Failure failure = e.failure();
            object(
                    json,
                    "failure",
                    "type",
                    failure.type(),
                    "message",
                    failure.message(),
                    "stackTrace",
                    failure.stackTrace());
        }
        text(json, "arguments", e.arguments());
        text(json, "result", e.result());
        if (!e.extra().isEmpty()) {
            json.writeName("extra");
            json.writeStartObject();
            e.extra().forEach((name, value) -> text(json, name, value));
            json.writeEndObject();
        }
        if (!e.changes().isEmpty()) {
            changes(json, e.changes());
        }
        if (e.chain() != null) {
            chain(json, e.chain());
        }
    }

    private static void changes(JsonGenerator json, List<Change> changes) {
        json.writeName("changes");
        json.writeStartArray();
        for (Change change : changes) {
            json.writeStartObject();
            text(json, "path", change.path());
            text(json, "label", change.label());
            text(json, "type", change.type().name());
            text(json, "old", change.oldValue());
            text(json, "new", change.newValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void chain(JsonGenerator json, ChainLink link) {
        object(
                json,
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

    private static void object(JsonGenerator json, String name, @Nullable String... namesAndValues) {
        json.writeName(name);
        json.writeStartObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text(json, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value);
        }
    }

    @Override
    public OperationLogEntry decode(byte[] bytes) {
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Not an operation log entry: no JSON object");
            }
            Map<String, String> texts = new LinkedHashMap<>();
            Map<String, Map<String, String>> objects = new LinkedHashMap<>();
            List<Change> changes = List.of();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (token == JsonToken.START_OBJECT) {
                    objects.put(name, object(json));
                } else if (token == JsonToken.START_ARRAY && name.equals("changes")) {
                    changes = changes(json);
                } else {
                    putText(texts, name, json);
                }
            }
            return entry(new Members(texts), objects, changes);
        } catch (JacksonException | DateTimeException | IllegalArgumentException failure) {
            throw new IllegalArgumentException("Not an operation log entry: " + failure.getMessage(), failure);
        }
    }

    /** What is no text, of a later version perhaps, is passed over. */
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

    private static Map<String, String> object(JsonParser json) {
        Map<String, String> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            putText(members, name, json);
        }
        return members;
    }

    private static List<Change> changes(JsonParser json) {
        List<Change> changes = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Members members = new Members(object(json));
            changes.add(new Change(
                    members.required("path"),
                    members.optional("label"),
                    Change.Type.valueOf(members.required("type")),
                    members.optional("old"),
                    members.optional("new")));
        }
        return List.copyOf(changes);
    }

    private static @Nullable ChainLink chain(@Nullable Map<String, String> m) {
        if (m == null) {
            return null;
        }
        Members members = new Members(m);
        @Nullable String salt = members.optional("salt");
        @Nullable String personalHash = members.optional("personalHash");
        return new ChainLink(
                members.required("name"),
                Long.parseLong(members.required("sequence")),
                Hash.parse(members.required("hash")),
                salt == null ? null : UUID.fromString(salt),
                personalHash == null ? null : Hash.parse(personalHash),
                members.optional("proof"));
    }

    /** The texts of one object. */
    private record Members(Map<String, String> texts) {

        @Nullable
        String optional(String name) {
            return texts.get(name);
        }

        String required(String name) {
            @Nullable String value = texts.get(name);
            if (value == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            return value;
        }
    }

    private static OperationLogEntry entry(Members e, Map<String, Map<String, String>> objects, List<Change> changes) {
        return new OperationLogEntry(
                UUID.fromString(e.required("id")),
                Instant.parse(e.required("occurredAt")),
                Duration.parse(e.required("duration")),
                e.required("module"),
                e.required("action"),
                e.required("description"),
                Outcome.valueOf(e.required("outcome")),
                resource(objects.get("resource")),
                operator(objects.get("operator")),
                http(objects.get("http")),
                trace(objects.get("trace")),
                source(objects.get("source")),
                failure(objects.get("failure")),
                e.optional("arguments"),
                e.optional("result"),
                objects.getOrDefault("extra", Map.of()),
                changes,
                chain(objects.get("chain")));
    }

    private static @Nullable Resource resource(@Nullable Map<String, String> m) {
        return m == null ? null : new Resource(m.get("type"), m.get("id"));
    }

    private static @Nullable Operator operator(@Nullable Map<String, String> m) {
        return m == null ? null : new Operator(new Members(m).required("id"), m.get("name"), m.get("tenant"));
    }

    private static @Nullable HttpFacts http(@Nullable Map<String, String> m) {
        if (m == null) {
            return null;
        }
        Members members = new Members(m);
        @Nullable String status = m.get("status");
        return new HttpFacts(
                members.required("method"),
                members.required("path"),
                m.get("query"),
                status == null ? null : Integer.valueOf(status),
                m.get("clientIp"),
                m.get("userAgent"),
                m.get("sessionReference"));
    }

    private static @Nullable TraceContext trace(@Nullable Map<String, String> m) {
        return m == null ? null : new TraceContext(new Members(m).required("traceId"), m.get("spanId"));
    }

    private static Source source(@Nullable Map<String, String> m) {
        Members members = new Members(m == null ? Map.of() : m);
        return new Source(
                members.required("application"),
                members.required("node"),
                members.optional("thread"),
                members.optional("method"));
    }

    private static @Nullable Failure failure(@Nullable Map<String, String> m) {
        return m == null ? null : new Failure(new Members(m).required("type"), m.get("message"), m.get("stackTrace"));
    }
}
