package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The code that performed an operation, and its process.
 *
 * @param application the application's name
 * @param node the name of the node
 * @param thread the thread's name
 * @param method class and method, for example {@code io.shop.OrderService#ship}
 * @since 0.1
 */
public record Source(
        String application,
        String node,
        @Nullable String thread,
        @Nullable String method) {}
