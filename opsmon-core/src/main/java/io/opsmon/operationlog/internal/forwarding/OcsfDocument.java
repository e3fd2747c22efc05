package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Formats an entry as API Activity (class 6003) of the Open Cybersecurity Schema Framework 1.3.0. */
final class OcsfDocument {

    private static final int API_ACTIVITY = 6003;

    private OcsfDocument() {}

    static ObjectNode of(OperationLogEntry entry) {
        int activity = activity(entry.action());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("category_uid", 6).put("class_uid", API_ACTIVITY).put("activity_id", activity);
        json.put("type_uid", API_ACTIVITY * 100L + activity);
        json.put("time", entry.occurredAt().toEpochMilli());
        json.put("duration", entry.duration().toMillis());
        json.put("severity_id", entry.outcome() == Outcome.FAILURE ? 3 : 1);
        json.put("status_id", entry.outcome() == Outcome.SUCCESS ? 1 : 2);
        json.put("message", entry.description());
        ObjectNode metadata = json.putObject("metadata")
                .put("version", "1.3.0")
                .put("uid", entry.id().toString());
        metadata.putObject("product").put("name", "opsmon").put("vendor_name", "opsmon");
        if (entry.trace() != null) {
            metadata.put("correlation_uid", entry.trace().traceId());
        }
        ObjectNode api = json.putObject("api").put("operation", entry.module() + ":" + entry.action());
        api.putObject("service").put("name", entry.source().application());
        if (entry.failure() != null) {
            api.putObject("response")
                    .put("error", entry.failure().type())
                    .put("error_message", entry.failure().message());
        }
        @Nullable Operator operator = entry.operator();
        ObjectNode user = json.putObject("actor").putObject("user");
        user.put("uid", operator == null ? "unknown" : operator.id());
        if (operator != null && operator.name() != null) {
            user.put("name", operator.name());
        }
        http(json, entry.http());
        @Nullable Resource resource = entry.resource();
        if (resource != null) {
            json.putArray("resources").addObject().put("type", resource.type()).put("uid", resource.id());
        }
        json.putObject("unmapped").put("node", entry.source().node());
        return json;
    }

    private static int activity(String action) {
        return switch (action) {
            case "CREATE", "IMPORT" -> 1;
            case "QUERY", "EXPORT" -> 2;
            case "UPDATE", "GRANT" -> 3;
            case "DELETE", "CLEAN" -> 4;
            default -> 99;
        };
    }

    private static void http(ObjectNode json, @Nullable HttpFacts http) {
        ObjectNode endpoint = json.putObject("src_endpoint");
        if (http == null) {
            return;
        }
        endpoint.put("ip", http.clientIp());
        ObjectNode request = json.putObject("http_request").put("http_method", http.method());
        request.putObject("url").put("path", http.path()).put("query_string", http.query());
        if (http.userAgent() != null) {
            request.put("user_agent", http.userAgent());
        }
        if (http.status() != null) {
            json.putObject("http_response").put("code", http.status());
        }
    }
}
