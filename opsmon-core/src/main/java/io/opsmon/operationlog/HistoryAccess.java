package io.opsmon.operationlog;

/**
 * Decides whether the caller may read the history of a resource: the changes of its successful operations, with user
 * and time. A bean of this type replaces the permission {@code opsmon:history:read}.
 *
 * <pre>{@code
 * @Bean
 * HistoryAccess historyAccess(Orders orders) {
 *     return (type, id) -> type.equals("order") && orders.isVisible(id);
 * }
 * }</pre>
 *
 * <p>The caller is signed in. The decision runs on a thread that may block, with the caller's {@code SecurityContext},
 * on both web stacks. It is not cached. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface HistoryAccess {

    /**
     * Returns whether the caller may read the history of a resource.
     *
     * @param resourceType the type, as requested
     * @param resourceId the identifier, as requested; the resource need not exist
     * @return false to answer 403
     */
    boolean isReadable(String resourceType, String resourceId);
}
