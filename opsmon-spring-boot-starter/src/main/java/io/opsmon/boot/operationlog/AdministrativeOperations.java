package io.opsmon.boot.operationlog;

import io.opsmon.log.Outcome;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.AdministrativeOperation.Completion;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.internal.interception.OperationRecording;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/**
 * Records operations that opsmon performed for an operator, such as an export, a session termination or an unlock. Runs
 * on the operator's thread. The query string is not recorded: the query may name a person whose data was just erased.
 */
final class AdministrativeOperations implements ApplicationListener<PayloadApplicationEvent<AdministrativeOperation>> {

    private static final String MODULE = "opsmon";

    private final OperationRecording recording;
    private final Masking masking;

    AdministrativeOperations(OperationRecording recording, Masking masking) {
        this.masking = masking;
        this.recording = recording;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<AdministrativeOperation> event) {
        AdministrativeOperation operation = event.getPayload();
        @Nullable Completion completion = operation.completion();
        recording.recordWithoutQuery(new OperationRecording.Operation(
                MODULE,
                operation.action(),
                masked(operation.description()),
                completion == null ? Outcome.SUCCESS : completion.outcome(),
                completion == null || completion.operator() == null ? null : Operator.of(completion.operator()),
                operation.resourceType() == null && operation.resourceId() == null
                        ? null
                        : new Resource(operation.resourceType(), operation.resourceId()),
                null,
                completion == null ? Duration.ZERO : completion.duration(),
                null,
                completion == null || completion.problem() == null
                        ? null
                        : new Failure(operation.action(), completion.problem(), null),
                null,
                masked(operation.extra())));
    }

    private String masked(String text) {
        return Objects.requireNonNullElse(masking.maskText(text), "");
    }

    private Map<String, String> masked(Map<String, String> extra) {
        Map<String, String> masked = new LinkedHashMap<>(extra);
        masked.replaceAll((name, value) -> masked(value));
        return masked;
    }
}
