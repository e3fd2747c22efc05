package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.chain.KnownFinding;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the findings of sealing, retention and verification.
 *
 * <pre>
 *  GET  /operation-logs/findings                   all findings: {items: [{kind, chain, sequence, entryId, detail, foundAt, acknowledgement: {at, by, reason}}]}
 *  POST /operation-logs/findings/acknowledgement   {chain, reason}: acknowledges the findings of a chain and continues the chain; the same answer
 * </pre>
 */
final class FindingRoutes {

    private static final int MAX_REASON = 500;

    private final ApiRoutes api;
    private final LogResource<?, ?> resource;
    private final JdbcLogChain<?> chain;
    private final ApplicationEventPublisher events;

    FindingRoutes(ApiRoutes api, LogResource<?, ?> resource, JdbcLogChain<?> chain, ApplicationEventPublisher events) {
        this.api = api;
        this.resource = resource;
        this.chain = chain;
        this.events = events;
    }

    RouterFunction<ServerResponse> routes() {
        String path = resource.path() + "/findings";
        return api.routes(builder -> builder.GET(
                        path, api.requiring(resource.permissions().read(), request -> list()))
                .POST(
                        path + "/acknowledgement",
                        api.requiring(resource.permissions().acknowledge(), this::acknowledge)));
    }

    private ServerResponse list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (KnownFinding known : chain.findings().all()) {
            ObjectNode node = VerificationRoutes.json(known.finding());
            node.put("foundAt", known.foundAt().toString());
            KnownFinding.Acknowledgement acknowledgement = known.acknowledgement();
            if (acknowledgement != null) {
                node.putObject("acknowledgement")
                        .put("at", acknowledgement.at().toString())
                        .put("by", acknowledgement.by())
                        .put("reason", acknowledgement.reason());
            }
            items.add(node);
        }
        return api.json(body);
    }

    private ServerResponse acknowledge(ServerRequest request) {
        JsonBody body = JsonBody.read(request, Set.of("chain", "reason"));
        String name = body.required("chain");
        String reason = body.required("reason");
        if (reason.length() > MAX_REASON) {
            throw ApiException.badRequest("reason", "reason must be at most " + MAX_REASON + " characters.");
        }
        List<KnownFinding> open = chain.findings().all().stream()
                .filter(known -> known.isOpen() && known.finding().chain().equals(name))
                .toList();
        if (open.isEmpty()) {
            throw ApiException.notFound("The chain \"" + name + "\" has no open findings.");
        }
        chain.acknowledge(name, api.operator(), reason);
        events.publishEvent(new AdministrativeOperation(
                "ACKNOWLEDGE",
                "acknowledged " + open.size() + " integrity findings of the " + resource.plural() + " of the chain "
                        + name + ": " + reason,
                null,
                null,
                Map.of()));
        return list();
    }
}
