package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Resolves the operator of the current thread. A resolver for Spring Security is built in. A host without Spring
 * Security, or with other identifiers or tenants, provides a bean.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface OperatorResolver {

    /**
     * Resolves the operator. Called on the thread of the recorded method before the method and, if the result was null,
     * again after it. The call should be fast, since it is part of every recorded call.
     *
     * @return the operator; null if unknown
     */
    @Nullable
    Operator resolve();
}
