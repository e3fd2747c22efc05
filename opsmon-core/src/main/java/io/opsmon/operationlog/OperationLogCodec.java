package io.opsmon.operationlog;

import io.opsmon.recording.EntryCodec;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
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
 * result are strings that hold JSON. Written and read token by token and not by a mapper: replaying a journal is bound by this. Thread-safe.
 */
final class OperationLogCodec implements EntryCodec<OperationLogEntry> {

    private final JsonFactory factory = new JsonFactory();

    OperationLogCodec() {}

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
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    objects.put(name, object(json));
                } else {
                    putText(texts, name, json);
                }
            }
            return entry(new Members(texts), objects);
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

    private static OperationLogEntry entry(Members e, Map<String, Map<String, String>> objects) {
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
                objects.getOrDefault("extra", Map.of()));
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
