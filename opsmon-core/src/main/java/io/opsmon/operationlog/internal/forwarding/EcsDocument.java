package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Formats an entry in the Elastic Common Schema 8.11. Values without a field in the schema are members of
 * {@code labels} and {@code opsmon}.
 */
final class EcsDocument {

    private EcsDocument() {}

    static ObjectNode of(OperationLogEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("@timestamp", entry.occurredAt().toString());
        json.put("message", entry.description());
        json.putObject("ecs").put("version", "8.11.0");
        ObjectNode event = json.putObject("event");
        event.put("id", entry.id().toString()).put("kind", "event").put("module", "opsmon");
        event.put("dataset", "opsmon.operation-log")
                .put("action", entry.action().toLowerCase(Locale.ROOT));
        event.putArray("category").add("configuration");
        event.putArray("type").add(type(entry.action()));
        event.put("outcome", entry.outcome() == Outcome.SUCCESS ? "success" : "failure");
        event.put("duration", entry.duration().toNanos());
        json.putObject("service")
                .put("name", entry.source().application())
                .putObject("node")
                .put("name", entry.source().node());
        operator(json, entry.operator());
        http(json, entry.http());
        if (entry.trace() != null) {
            json.putObject("trace").put("id", entry.trace().traceId());
        }
        @Nullable Failure failure = entry.failure();
        if (failure != null) {
            json.putObject("error")
                    .put("type", failure.type())
                    .put("message", failure.message())
                    .put("stack_trace", failure.stackTrace());
        }
        ObjectNode opsmon = json.putObject("opsmon").put("module", entry.module());
        @Nullable Resource resource = entry.resource();
        if (resource != null) {
            opsmon.putObject("resource").put("type", resource.type()).put("id", resource.id());
        }
        if (entry.chain() != null) {
            opsmon.putObject("chain")
                    .put("name", entry.chain().chain())
                    .put("sequence", entry.chain().sequence())
                    .put("hash", entry.chain().hash().toString());
        }
        if (!entry.extra().isEmpty()) {
            ObjectNode labels = json.putObject("labels");
            entry.extra().forEach(labels::put);
        }
        return json;
    }

    private static String type(String action) {
        return switch (action) {
            case "CREATE", "IMPORT" -> "creation";
            case "DELETE", "CLEAN" -> "deletion";
            case "UPDATE", "GRANT" -> "change";
            case "QUERY", "EXPORT" -> "access";
            default -> "info";
        };
    }

    private static void operator(ObjectNode json, @Nullable Operator operator) {
        if (operator != null) {
            json.putObject("user").put("id", operator.id()).put("name", operator.name());
            if (operator.tenant() != null) {
                json.putObject("organization").put("id", operator.tenant());
            }
        }
    }

    private static void http(ObjectNode json, @Nullable HttpFacts http) {
        if (http == null) {
            return;
        }
        ObjectNode node = json.putObject("http");
        node.putObject("request").put("method", http.method());
        if (http.status() != null) {
            node.putObject("response").put("status_code", http.status());
        }
        json.putObject("url").put("path", http.path()).put("query", http.query());
        if (http.clientIp() != null) {
            json.putObject("source").put("ip", http.clientIp());
        }
        if (http.userAgent() != null) {
            json.putObject("user_agent").put("original", http.userAgent());
        }
    }
}
