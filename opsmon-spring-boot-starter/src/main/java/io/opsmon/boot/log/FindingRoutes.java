package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.chain.KnownFinding;
import io.opsmon.chain.internal.VerificationJson;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
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
final class FindingRoutes implements RouteGroup {

    private static final int MAX_REASON = 500;

    private final OpsmonAccess access;
    private final KeptLog resource;
    private final JdbcLogChain<?> chain;
    private final ApplicationEventPublisher events;

    FindingRoutes(OpsmonAccess access, KeptLog resource, JdbcLogChain<?> chain, ApplicationEventPublisher events) {
        this.access = access;
        this.resource = resource;
        this.chain = chain;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = resource.path() + "/findings";
        return List.of(
                ApiRoute.get(path, resource.permissions().read(), request -> list()),
                ApiRoute.post(path + "/acknowledgement", resource.permissions().acknowledge(), this::acknowledge));
    }

    private ApiResponse list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (KnownFinding known : chain.findings().all()) {
            ObjectNode node = VerificationJson.write(known.finding(), resource.definition()::idText);
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
        return ApiResponse.json(body);
    }

    private ApiResponse acknowledge(ApiRequest request) {
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
        chain.acknowledge(name, access.operator(), reason);
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
