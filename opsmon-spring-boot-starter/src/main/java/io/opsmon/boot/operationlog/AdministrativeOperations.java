package io.opsmon.boot.operationlog;

import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.AdministrativeOperation.Completion;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
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
        OperationRecording.Operation recorded = recording
                .operation(MODULE, operation.action(), masked(operation.description()))
                .extra(masked(operation.extra()))
                .withoutQuery();
        if (operation.resourceType() != null || operation.resourceId() != null) {
            recorded.resource(new Resource(operation.resourceType(), operation.resourceId()));
        }
        if (completion != null) {
            recorded.outcome(completion.outcome()).duration(completion.duration());
            if (completion.operator() != null) {
                recorded.operator(Operator.of(completion.operator()));
            }
            if (completion.problem() != null) {
                recorded.failure(new Failure(operation.action(), completion.problem(), null));
            }
        }
        recorded.record();
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
