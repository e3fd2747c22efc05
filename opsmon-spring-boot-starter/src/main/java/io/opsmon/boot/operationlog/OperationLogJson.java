package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.ChainJson;
import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.log.LogResource;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.internal.change.ChangeText;
import io.opsmon.operationlog.internal.payload.ExactJson;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Writes an entry as JSON for the API: times as ISO-8601, durations in milliseconds with microsecond precision, without
 * members that have no value. Changes in a description are in the reader's language.
 */
final class OperationLogJson implements LogResource.EntryWriter<OperationLogEntry> {

    private final ChangeText text;
    private final Locale stored;

    /** Writes descriptions whose changes are stored in one language. */
    OperationLogJson(ChangeText text, Locale stored) {
        this.text = text;
        this.stored = stored;
    }

    /** Omits arguments, result and stack trace, which only the single entry has. */
    @Override
    public ObjectNode summary(OperationLogEntry entry, Locale reader) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id().toString());
        json.put("occurredAt", entry.occurredAt().toString());
        json.put("durationMillis", JsonMembers.millis(entry.duration()));
        json.put("module", entry.module());
        json.put("action", entry.action());
        json.put("description", description(entry, reader));
        json.put("outcome", entry.outcome().name());
        resource(json, entry.resource());
        operator(json, entry.operator());
        http(json, entry.http());
        trace(json, entry.trace());
        source(json, entry.source());
        @Nullable Failure failure = entry.failure();
        if (failure != null) {
            ObjectNode node = json.putObject("failure");
            node.put("type", failure.type());
            JsonMembers.put(node, "message", failure.message());
        }
        if (!entry.extra().isEmpty()) {
            ObjectNode extra = json.putObject("extra");
            entry.extra().forEach(extra::put);
        }
        changes(json, entry.changes(), reader);
        return json;
    }

    @Override
    public ObjectNode whole(OperationLogEntry entry, Locale reader) {
        ObjectNode json = summary(entry, reader);
        @Nullable Failure failure = entry.failure();
        if (failure != null && json.get("failure") instanceof ObjectNode node) {
            JsonMembers.put(node, "stackTrace", failure.stackTrace());
        }
        ChainJson.write(json, entry.chain());
        payload(json, "arguments", entry.arguments());
        payload(json, "result", entry.result());
        return json;
    }

    /**
     * Returns the stored description with the sentence about the changes in the reader's language. The stored sentence
     * can be reproduced exactly, and is replaced.
     */
    private String description(OperationLogEntry entry, Locale reader) {
        if (entry.changes().isEmpty() || reader.equals(stored)) {
            return entry.description();
        }
        return entry.description().replace(text.of(entry.changes(), stored), text.of(entry.changes(), reader));
    }

    private void changes(ObjectNode json, List<Change> changes, Locale reader) {
        if (!changes.isEmpty()) {
            ArrayNode array = json.putArray("changes");
            for (Change change : changes) {
                ObjectNode node = array.addObject();
                node.put("path", change.path());
                node.put("label", text.label(change, reader));
                node.put("type", change.type().name());
                JsonMembers.put(node, "old", change.oldValue());
                JsonMembers.put(node, "new", change.newValue());
            }
        }
    }

    private static void resource(ObjectNode json, @Nullable Resource resource) {
        if (resource != null) {
            ObjectNode node = json.putObject("resource");
            JsonMembers.put(node, "type", resource.type());
            JsonMembers.put(node, "id", resource.id());
        }
    }

    private static void operator(ObjectNode json, @Nullable Operator operator) {
        if (operator != null) {
            ObjectNode node = json.putObject("operator").put("id", operator.id());
            JsonMembers.put(node, "name", operator.name());
            JsonMembers.put(node, "tenant", operator.tenant());
        }
    }

    private static void http(ObjectNode json, @Nullable HttpFacts http) {
        if (http != null) {
            ObjectNode node =
                    json.putObject("http").put("method", http.method()).put("path", http.path());
            JsonMembers.put(node, "query", http.query());
            if (http.status() != null) {
                node.put("status", http.status());
            }
            JsonMembers.put(node, "clientIp", http.clientIp());
            JsonMembers.put(node, "userAgent", http.userAgent());
            JsonMembers.put(node, "sessionReference", http.sessionReference());
        }
    }

    private static void trace(ObjectNode json, @Nullable TraceContext trace) {
        if (trace != null) {
            JsonMembers.put(json.putObject("trace").put("traceId", trace.traceId()), "spanId", trace.spanId());
        }
    }

    private static void source(ObjectNode json, Source source) {
        ObjectNode node = json.putObject("source")
                .put("application", source.application())
                .put("node", source.node());
        JsonMembers.put(node, "thread", source.thread());
        JsonMembers.put(node, "method", source.method());
    }

    /**
     * Writes a payload as the stored JSON, so that numbers keep their digits. Text that is not JSON, such as text
     * written by a host's own code, is written as a string.
     */
    private static void payload(ObjectNode json, String name, @Nullable String payload) {
        if (payload != null) {
            if (ExactJson.isDocument(payload)) {
                json.putRawValue(name, new RawValue(payload));
            } else {
                json.put(name, payload);
            }
        }
    }
}
