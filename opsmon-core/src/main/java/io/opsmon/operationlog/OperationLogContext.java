package io.opsmon.operationlog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the code inside a recorded method add to its entry: variables for its templates, further attributes, the id of a resource that
 * exists only now.
 *
 * <pre>{@code
 * @OperationLog(module = "orders", action = OperationAction.CREATE, description = "ordered #{#lineCount} lines")
 * Order create(OrderForm form) {
 *     OperationLogContext.put("lineCount", form.lines().size());
 *     Order order = orders.save(...);
 *     OperationLogContext.resourceId(order.id());
 *     return order;
 * }
 * }</pre>
 *
 * <p>Each call of a recorded method has a scope of its own; a nested call reads its callers' variables and writes only its own. Bound to the
 * calling thread. Outside a recorded method every call here does nothing.
 *
 * @since 0.1
 */
public final class OperationLogContext {

    /** Never removed and empty between calls: adding and removing it at each call would cost a tenth of the call. */
    private static final ThreadLocal<Current> CURRENT = ThreadLocal.withInitial(Current::new);

    private static final class Current {
        private @Nullable Scope scope;
    }

    private OperationLogContext() {}

    /**
     * Sets a template variable of the innermost recorded call.
     *
     * @param name its name, without {@code #}
     * @param value its value
     */
    public static void put(String name, @Nullable Object value) {
        @Nullable Scope scope = CURRENT.get().scope;
        if (scope != null) {
            scope.variables = set(scope.variables, name, value);
        }
    }

    /**
     * Reads a variable of the innermost recorded call or of the calls around it.
     *
     * @param name its name, without {@code #}
     * @return its value; null if it was not set
     */
    public static @Nullable Object get(String name) {
        @Nullable Scope scope = CURRENT.get().scope;
        return scope == null ? null : scope.variable(name);
    }

    /**
     * Sets the id of the resource, instead of what {@link OperationLog#resourceId} says.
     *
     * @param id the id; its {@code toString()} is recorded
     */
    public static void resourceId(@Nullable Object id) {
        @Nullable Scope scope = CURRENT.get().scope;
        if (scope != null) {
            scope.resourceId = id;
        }
    }

    /**
     * Adds an attribute to the entry.
     *
     * @param name its name, at most 100 characters
     * @param value its value; its {@code toString()} is recorded, at most 2,000 characters
     */
    public static void extra(String name, @Nullable Object value) {
        @Nullable Scope scope = CURRENT.get().scope;
        if (scope != null) {
            scope.extra = set(scope.extra, name, value);
        }
    }

    /**
     * Sets the object as it is before the operation, so that the entry tells what changed. Without a {@link #newValue} it counts as gone. A copy is taken at once.
     *
     * @param object the object; null if it does not exist yet
     */
    public static void oldValue(@Nullable Object object) {
        @Nullable Scope scope = CURRENT.get().scope;
        if (scope != null) {
            scope.oldValue = scope.freeze.apply(object);
        }
    }

    /**
     * Sets the object as it is after the operation, so that the entry tells what changed. Without an {@link #oldValue} it counts as new. A copy is taken at once.
     *
     * @param object the object; null if it does not exist any more
     */
    public static void newValue(@Nullable Object object) {
        @Nullable Scope scope = CURRENT.get().scope;
        if (scope != null) {
            scope.newValue = scope.freeze.apply(object);
        }
    }

    /**
     * Opens a scope on the calling thread; for the interceptor, and for hosts that record by hand.
     *
     * @param freeze copies an object that {@link #oldValue} or {@link #newValue} is given
     * @return the scope, to be closed by the same thread
     */
    public static Scope open(UnaryOperator<@Nullable Object> freeze) {
        Current current = CURRENT.get();
        Scope scope = new Scope(current.scope, freeze);
        current.scope = scope;
        return scope;
    }

    private static Map<String, @Nullable Object> set(
            @Nullable Map<String, @Nullable Object> map, String name, @Nullable Object value) {
        Map<String, @Nullable Object> values = map == null ? new LinkedHashMap<>() : map;
        values.put(name, value);
        return values;
    }

    /** What one call of a recorded method has set. Readable by any thread once it is closed. */
    public static final class Scope implements AutoCloseable {

        private final @Nullable Scope parent;
        private final UnaryOperator<@Nullable Object> freeze;
        private @Nullable Map<String, @Nullable Object> variables;
        private @Nullable Map<String, @Nullable Object> extra;
        private @Nullable Object resourceId;
        private @Nullable Object oldValue;
        private @Nullable Object newValue;

        private Scope(@Nullable Scope parent, UnaryOperator<@Nullable Object> freeze) {
            this.parent = parent;
            this.freeze = freeze;
        }

        /**
         * A variable of this scope or of those around it.
         *
         * @param name its name
         * @return its value; null if it was not set
         */
        public @Nullable Object variable(String name) {
            for (@Nullable Scope scope = this; scope != null; scope = scope.parent) {
                if (scope.variables != null && scope.variables.containsKey(name)) {
                    return scope.variables.get(name);
                }
            }
            return null;
        }

        /**
         * The attributes set in this scope.
         *
         * @return a live view, in the order they were set
         */
        public Map<String, @Nullable Object> extra() {
            return extra == null ? Map.of() : extra;
        }

        /**
         * The resource's id set in this scope.
         *
         * @return the id; null if it was not set
         */
        public @Nullable Object resourceId() {
            return resourceId;
        }

        /**
         * The copy of the object before the operation.
         *
         * @return the copy; null if none was set
         */
        public @Nullable Object oldValue() {
            return oldValue;
        }

        /**
         * The copy of the object after the operation.
         *
         * @return the copy; null if none was set
         */
        public @Nullable Object newValue() {
            return newValue;
        }

        /** Makes the surrounding scope current again. */
        @Override
        public void close() {
            CURRENT.get().scope = parent;
        }
    }
}
