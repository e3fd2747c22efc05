package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Loads a resource for {@link OperationLog#trackChanges}, before the call and again after it. The first bean in order
 * that supports the resource type is used. If a loader throws, the exception is logged and the entry has no changes.
 *
 * <pre>{@code
 * @Component
 * class OrderLoader implements OldValueLoader {
 *     public boolean supports(String resourceType) {
 *         return resourceType.equals("order");
 *     }
 *
 *     public @Nullable Object load(String resourceType, String resourceId) {
 *         return orders.findById(Long.valueOf(resourceId)).orElse(null);
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public interface OldValueLoader {

    /**
     * Returns whether this loader supports a resource type.
     *
     * @param resourceType the value of {@link OperationLog#resourceType}
     * @return true if {@link #load} can be called with this type
     */
    boolean supports(String resourceType);

    /**
     * Loads the current state of the resource. The state is copied at once; later changes of the object have no effect.
     *
     * @param resourceType the value of {@link OperationLog#resourceType}
     * @param resourceId the rendered {@link OperationLog#resourceId}
     * @return the resource; null if there is none
     */
    @Nullable
    Object load(String resourceType, String resourceId);
}
