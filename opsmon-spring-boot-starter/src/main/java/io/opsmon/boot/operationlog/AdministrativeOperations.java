package io.opsmon.boot.operationlog;

import io.opsmon.log.AdministrativeOperation;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.interception.OperationRecording;
import java.time.Duration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Records what opsmon did for an operator, such as an export, a kick or an unlock, on the operator's thread. The description names the parameters; the query may name a person just erased. */
final class AdministrativeOperations implements ApplicationListener<PayloadApplicationEvent<AdministrativeOperation>> {

    private static final String MODULE = "opsmon";

    private final OperationRecording recording;

    AdministrativeOperations(OperationRecording recording) {
        this.recording = recording;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<AdministrativeOperation> event) {
        AdministrativeOperation operation = event.getPayload();
        recording.recordWithoutQuery(new OperationRecording.Operation(
                MODULE,
                operation.action(),
                operation.description(),
                Outcome.SUCCESS,
                null,
                operation.resourceType() == null && operation.resourceId() == null
                        ? null
                        : new Resource(operation.resourceType(), operation.resourceId()),
                null,
                Duration.ZERO,
                null,
                null,
                null,
                operation.extra()));
    }
}
