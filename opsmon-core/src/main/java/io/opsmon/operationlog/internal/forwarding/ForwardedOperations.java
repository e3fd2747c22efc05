package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.log.internal.forwarding.DocumentFormat;
import io.opsmon.log.internal.forwarding.ForwardedLog;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Resource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appearance of operation logs in other systems. The key in Kafka is the resource ({@code order/4711}), otherwise the
 * module.
 *
 * @since 0.1
 */
public final class ForwardedOperations {

    /** The operation logs. */
    public static final ForwardedLog<OperationLogEntry> LOG = new ForwardedLog<>(
            OperationLogDefinition.OPERATION_LOG,
            ForwardedOperations::key,
            "io.opsmon.audit",
            Map.of(DocumentFormat.ECS, EcsDocument::of, DocumentFormat.OCSF, OcsfDocument::of));

    private ForwardedOperations() {}

    private static String key(OperationLogEntry entry) {
        @Nullable Resource resource = entry.resource();
        return resource == null || resource.id() == null ? entry.module() : resource.type() + "/" + resource.id();
    }
}
