package io.opsmon.datachange.internal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The origin of the changes that a thread makes now.
 *
 * @param operationId the identifier of the operation's entry; null outside an operation
 * @param operatorId the identifier of the operator; null if unknown
 * @param operatorName the name of the operator; null if unknown
 * @param application the name of the application
 * @since 0.1
 */
public record ChangeOrigin(
        @Nullable UUID operationId,
        @Nullable String operatorId,
        @Nullable String operatorName,
        String application) {}
