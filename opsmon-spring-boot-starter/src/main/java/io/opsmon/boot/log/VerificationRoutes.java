package io.opsmon.boot.log;

import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.keeping.ChainVerificationRuns.Run;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.VerificationReport;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the verification of integrity chains.
 *
 * <pre>
 *  GET  /operation-logs/verification   the last run: {state: "NEVER" | "RUNNING" | "DONE" | "FAILED", startedAt, lookedAt, report: {intact, verified, chains, findings, acknowledged}}
 *  POST /operation-logs/verification   begins a run if no run is in progress; the same answer with 202
 * </pre>
 *
 * @since 0.1
 */
public final class VerificationRoutes implements RouteGroup {

    private final LogResource<?, ?> resource;
    private final ChainVerificationRuns runs;
    private final AccessAudit audit;

    VerificationRoutes(LogResource<?, ?> resource, ChainVerificationRuns runs, AccessAudit audit) {
        this.audit = audit;
        this.resource = resource;
        this.runs = runs;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = resource.path() + "/verification";
        String read = resource.permissions().read();
        return List.of(ApiRoute.get(path, read, this::last), ApiRoute.post(path, read, this::start));
    }

    private ApiResponse last(ApiRequest request) {
        return ApiResponse.json(json(runs.last()));
    }

    private ApiResponse start(ApiRequest request) {
        runs.start();
        audit.verified(resource);
        return ApiResponse.json(HttpStatus.ACCEPTED, json(runs.last()));
    }

    /**
     * Converts a run to values that any JSON mapper can write.
     *
     * @param run the run
     * @return a map of texts, numbers, lists and maps
     */
    public static Map<String, Object> asMap(Run run) {
        return JsonMapper.shared().convertValue(json(run), new TypeReference<Map<String, Object>>() {});
    }

    private static ObjectNode json(Run run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("state", run.state().name());
        if (run.startedAt() != null) {
            node.put("startedAt", run.startedAt().toString());
        }
        node.put("lookedAt", run.lookedAt());
        if (run.failure() != null) {
            node.put("failure", run.failure());
        }
        if (run.report() != null) {
            node.set("report", json(run.report()));
        }
        return node;
    }

    private static ObjectNode json(VerificationReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("intact", report.isIntact());
        node.put("verified", report.verified());
        node.put("durationMillis", JsonMembers.millis(report.duration()));
        ArrayNode chains = node.putArray("chains");
        for (ChainReport chain : report.chains()) {
            chains.addObject()
                    .put("chain", chain.chain())
                    .put("firstSequence", chain.firstSequence())
                    .put("lastSequence", chain.lastSequence())
                    .put("verified", chain.verified())
                    .put("broken", chain.broken())
                    .put("sealedUpTo", chain.sealedUpTo());
        }
        node.set("findings", json(report.findings()));
        node.set("acknowledged", json(report.acknowledged()));
        return node;
    }

    private static ArrayNode json(List<Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            array.add(json(finding));
        }
        return array;
    }

    static ObjectNode json(Finding finding) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", finding.kind().name());
        node.put("chain", finding.chain());
        node.put("sequence", finding.sequence());
        if (finding.entryId() != null) {
            node.put("entryId", finding.entryId().toString());
        }
        return node.put("detail", finding.detail());
    }
}
