package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Loads a resource for {@link OperationLog#trackChanges}: before the call, and once more after it. Beans of this type
 * are asked in their order. What they throw is logged and costs the entry its changes, nothing else.
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
     * Whether this one loads such resources.
     *
     * @param resourceType as {@link OperationLog#resourceType} says
     * @return true if {@link #load} can be called
     */
    boolean supports(String resourceType);

    /**
     * Loads the resource as it is now. A copy is taken at once, so that an object that changes later does no harm.
     *
     * @param resourceType as {@link OperationLog#resourceType} says
     * @param resourceId as {@link OperationLog#resourceId} renders
     * @return the resource; null if there is none
     */
    @Nullable
    Object load(String resourceType, String resourceId);
}
