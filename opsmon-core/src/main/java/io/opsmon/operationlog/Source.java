package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Which code did it, where.
 *
 * @param application the application's name
 * @param node the machine or instance
 * @param thread the thread's name
 * @param method class and method, {@code io.shop.OrderService#ship}
 * @since 0.1
 */
public record Source(
        String application,
        String node,
        @Nullable String thread,
        @Nullable String method) {}
