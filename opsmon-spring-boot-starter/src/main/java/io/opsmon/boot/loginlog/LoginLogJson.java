package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.ChainJson;
import io.opsmon.boot.log.ClientJson;
import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.log.LogResource;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes an entry as JSON of the API: times in ISO-8601, without members that have no value. */
final class LoginLogJson implements LogResource.EntryWriter<LoginLogEntry> {

    @Override
    public ObjectNode summary(LoginLogEntry entry, Locale reader) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id().toString());
        json.put("occurredAt", entry.occurredAt().toString());
        json.put("event", entry.event().name());
        json.put("outcome", entry.outcome().name());
        JsonMembers.put(json, "method", entry.method());
        JsonMembers.put(
                json, "reason", entry.reason() == null ? null : entry.reason().name());
        JsonMembers.put(json, "message", entry.message());
        JsonMembers.put(json, "username", entry.username());
        JsonMembers.put(json, "tenant", entry.tenant());
        JsonMembers.put(json, "actor", entry.actor());
        @Nullable LoginClient client = entry.client();
        if (client != null) {
            json.set("client", ClientJson.write(client.ip(), client.userAgent(), client.device(), client.location()));
        }
        JsonMembers.put(json, "session", entry.sessionReference());
        JsonMembers.put(
                json, "traceId", entry.trace() == null ? null : entry.trace().traceId());
        json.put("application", entry.application());
        json.put("node", entry.node());
        ArrayNode risks = json.putArray("risks");
        entry.risks().forEach(risk -> risks.add(risk.name()));
        json.put("attempts", entry.attempts());
        if (!entry.extra().isEmpty()) {
            ObjectNode extra = json.putObject("extra");
            entry.extra().forEach(extra::put);
        }
        return json;
    }

    @Override
    public ObjectNode whole(LoginLogEntry entry, Locale reader) {
        ObjectNode json = summary(entry, reader);
        ChainJson.write(json, entry.chain());
        return json;
    }
}
