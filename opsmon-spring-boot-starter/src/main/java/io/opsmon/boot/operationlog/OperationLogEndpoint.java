package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.VerificationRoutes;
import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.recorder.RecorderJson;
import io.opsmon.log.internal.forwarding.Forwarding;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLogRecorder;
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
 * The Actuator endpoint {@code operationlogs}: a read returns the state of recorder, chain and forwarding, which
 * includes the forwarding of data changes; a write begins a verification.
 */
@Endpoint(id = "operationlogs")
final class OperationLogEndpoint {

    /** Operator in the certificate of a verification. */
    private static final String OPERATOR = "actuator";

    private final OperationLogRecorder recorder;
    private final @Nullable ChainVerificationRuns verification;
    private final List<Forwardings<?>> forwardings;
    private final Masking masking;

    OperationLogEndpoint(
            OperationLogRecorder recorder,
            @Nullable ChainVerificationRuns verification,
            List<Forwardings<?>> forwardings,
            Masking masking) {
        this.recorder = recorder;
        this.verification = verification;
        this.forwardings = forwardings;
        this.masking = masking;
    }

    @ReadOperation
    Map<String, Object> read() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("recorder", recorder());
        if (verification != null) {
            answer.put("verification", VerificationRoutes.asMap(verification));
        }
        List<Map<String, Object>> forwarding = forwarding();
        if (!forwarding.isEmpty()) {
            answer.put("forwarding", forwarding);
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

    private List<Map<String, Object>> forwarding() {
        return forwardings.stream()
                .flatMap(log -> log.all().stream())
                .map(this::state)
                .toList();
    }

    private Map<String, Object> state(Forwarding<?> forwarding) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("log", forwarding.logName());
        state.put("exporter", forwarding.name());
        state.put("sent", forwarding.sent());
        state.put("failures", forwarding.failures());
        state.put("skipped", forwarding.skipped());
        state.put("lag", forwarding.lag());
        @Nullable String failure = forwarding.lastFailure();
        if (failure != null) {
            state.put("lastFailure", masking.masked(failure));
        }
        return state;
    }
}
