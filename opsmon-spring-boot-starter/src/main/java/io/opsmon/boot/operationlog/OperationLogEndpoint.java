package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.VerificationRoutes;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.recorder.RecorderJson;
import io.opsmon.operationlog.OperationLogRecorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Actuator endpoint {@code operationlogs}: a read returns the state of recorder, chain and forwarding; a write
 * begins a verification.
 */
@Endpoint(id = "operationlogs")
final class OperationLogEndpoint {

    /** Operator in the certificate of a verification. */
    private static final String OPERATOR = "actuator";

    private final OperationLogRecorder recorder;
    private final @Nullable ChainVerificationRuns verification;
    private final @Nullable Forwardings forwardings;

    OperationLogEndpoint(
            OperationLogRecorder recorder,
            @Nullable ChainVerificationRuns verification,
            @Nullable Forwardings forwardings) {
        this.recorder = recorder;
        this.verification = verification;
        this.forwardings = forwardings;
    }

    @ReadOperation
    Map<String, Object> read() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("recorder", recorder());
        if (verification != null) {
            answer.put("verification", VerificationRoutes.asMap(verification));
        }
        if (forwardings != null) {
            answer.put("forwarding", forwarding(forwardings));
        }
        return answer;
    }

    @WriteOperation
    Map<String, Object> verify() {
        if (verification == null) {
            return Map.of("state", "OFF");
        }
        verification.start(OPERATOR);
        return VerificationRoutes.asMap(verification);
    }

    private Map<String, Object> recorder() {
        return JsonMapper.shared()
                .convertValue(RecorderJson.write(recorder.statistics()), new TypeReference<Map<String, Object>>() {});
    }

    private static List<Map<String, Object>> forwarding(Forwardings forwardings) {
        List<Map<String, Object>> all = new ArrayList<>();
        forwardings
                .all()
                .forEach(forwarding -> all.add(Map.of(
                        "exporter", forwarding.name(),
                        "sent", forwarding.sent(),
                        "failures", forwarding.failures(),
                        "skipped", forwarding.skipped(),
                        "lag", forwarding.lag())));
        return all;
    }
}
