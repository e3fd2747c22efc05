package io.opsmon.boot.log;

import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.keeping.ChainVerificationRuns.Run;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.chain.internal.VerificationJson;
import io.opsmon.log.internal.jdbc.JdbcVerifications.Completed;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the verification of integrity chains.
 *
 * <pre>
 *  GET  /operation-logs/verification   the last run: {state: "NEVER" | "RUNNING" | "DONE" | "FAILED", id, startedAt, node, startedBy, lookedAt, intervalMillis, report: {intact, verified, chains, findings, acknowledged}}
 *  POST /operation-logs/verification   begins a run if no run is in progress on this node; the same answer with 202
 *  GET  /operation-logs/verifications?limit=                     completed runs of all nodes, newest first: {items: [{id, startedAt, durationMillis, node, startedBy, intact, verified, findings}]}
 *  GET  /operation-logs/verifications/{verification}/certificate   the signed certificate of a completed run, as text
 * </pre>
 *
 * @since 0.1
 */
public final class VerificationRoutes implements RouteGroup {

    private static final int DEFAULT_LIMIT = 50;
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final OpsmonAccess access;
    private final KeptLog resource;
    private final ChainVerificationRuns runs;
    private final AccessAudit audit;

    VerificationRoutes(OpsmonAccess access, KeptLog resource, ChainVerificationRuns runs, AccessAudit audit) {
        this.access = access;
        this.resource = resource;
        this.runs = runs;
        this.audit = audit;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = resource.path() + "/verification";
        String completed = resource.path() + "/verifications";
        String read = resource.permissions().read();
        return List.of(
                ApiRoute.get(path, read, request -> ApiResponse.json(json(runs.last()))),
                ApiRoute.post(path, read, request -> start()),
                ApiRoute.get(completed, read, this::list).withParameters("limit"),
                ApiRoute.get(completed + "/{verification}/certificate", read, this::certificate));
    }

    private ApiResponse start() {
        runs.start(access.operator());
        audit.verified(resource);
        return ApiResponse.json(HttpStatus.ACCEPTED, json(runs.last()));
    }

    private ApiResponse list(ApiRequest request) {
        int limit = request.param("limit").map(QueryParameters::limit).orElse(DEFAULT_LIMIT);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (Completed run : runs.completed().newest(limit)) {
            VerificationCertificate certificate = run.certificate();
            VerificationReport report = certificate.report();
            ObjectNode item = items.addObject()
                    .put("id", run.id().toString())
                    .put("startedAt", report.startedAt().toString())
                    .put("durationMillis", JsonMembers.millis(report.duration()))
                    .put("node", certificate.node())
                    .put("intact", report.isIntact())
                    .put("verified", report.verified())
                    .put("findings", report.findings().size());
            JsonMembers.put(item, "startedBy", certificate.startedBy());
        }
        return ApiResponse.json(body);
    }

    private ApiResponse certificate(ApiRequest request) {
        String id = request.pathVariable("verification");
        Completed run = uuid(id).flatMap(runs.completed()::find)
                .orElseThrow(() -> ApiException.notFound("There is no verification \"" + id + "\"."));
        String name = resource.plural().replace(' ', '-') + "-certificate-"
                + FILE_TIME.format(run.certificate().report().startedAt()) + ".txt";
        return ApiResponse.bytes(
                        HttpStatus.OK.value(),
                        new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8),
                        run.certificate().text().getBytes(StandardCharsets.UTF_8))
                .with(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * Converts the state of the verification to values that any JSON mapper can write.
     *
     * @param runs the verification of a log
     * @return a map of texts, numbers, lists and maps
     */
    public static Map<String, Object> asMap(ChainVerificationRuns runs) {
        return JsonMapper.shared().convertValue(json(runs, runs.last()), new TypeReference<Map<String, Object>>() {});
    }

    private ObjectNode json(Run run) {
        return json(runs, run);
    }

    private static ObjectNode json(ChainVerificationRuns runs, Run run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("state", run.state().name());
        if (run.id() != null) {
            node.put("id", run.id().toString());
        }
        if (run.startedAt() != null) {
            node.put("startedAt", run.startedAt().toString());
        }
        JsonMembers.put(node, "node", run.node());
        JsonMembers.put(node, "startedBy", run.startedBy());
        node.put("lookedAt", run.lookedAt());
        if (!runs.interval().isZero()) {
            node.put("intervalMillis", runs.interval().toMillis());
        }
        JsonMembers.put(node, "failure", run.failure());
        if (run.report() != null) {
            node.set("report", VerificationJson.write(run.report(), runs.chain().definition()::idText));
        }
        return node;
    }
}
