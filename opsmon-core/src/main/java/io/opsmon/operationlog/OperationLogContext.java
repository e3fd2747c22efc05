package io.opsmon.operationlog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets the code inside a recorded method add to its entry: variables for its templates, further attributes, the id of a
 * resource that exists only now.
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
 * <p>Each call of a recorded method has a scope of its own; a nested call reads its callers' variables and writes only
 * its own. Bound to the calling thread; {@link #wrap} takes it along to another. Outside a recorded method every call
 * here does nothing.
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
            scope.setVariable(name, value);
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
            scope.setExtra(name, value);
        }
    }

    /**
     * Sets the object as it is before the operation, so that the entry tells what changed. Without a {@link #newValue}
     * it counts as gone. A copy is taken at once.
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
     * Sets the object as it is after the operation, so that the entry tells what changed. Without an {@link #oldValue}
     * it counts as new. A copy is taken at once.
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
     * A task that sees the context of the thread that calls this, on whichever thread it runs; that thread's own
     * context is back afterwards. For executors, {@code CompletableFuture} and virtual threads;
     * {@link OperationLogTaskDecorator} does it for {@code @Async}. A task that outlives its call writes into an entry
     * that has been made, that is nowhere.
     *
     * @param task the task
     * @return the task in this context
     */
    public static Runnable wrap(Runnable task) {
        @Nullable Scope captured = CURRENT.get().scope;
        return () -> {
            Current current = CURRENT.get();
            @Nullable Scope before = current.scope;
            current.scope = captured;
            try {
                task.run();
            } finally {
                current.scope = before;
            }
        };
    }

    /**
     * A call that sees the context of the thread that calls this, on whichever thread it runs.
     *
     * @param call the call
     * @param <T> the kind of result
     * @return the call in this context
     */
    public static <T extends @Nullable Object> Callable<T> wrapCall(Callable<T> call) {
        @Nullable Scope captured = CURRENT.get().scope;
        return () -> {
            Current current = CURRENT.get();
            @Nullable Scope before = current.scope;
            current.scope = captured;
            try {
                return call.call();
            } finally {
                current.scope = before;
            }
        };
    }

    /**
     * The context of the calling thread, to be given to another with {@link #restore}; for libraries that carry
     * contexts along.
     *
     * @return the innermost scope; null outside of a recorded call
     */
    public static @Nullable Scope capture() {
        return CURRENT.get().scope;
    }

    /**
     * Makes a captured context that of the calling thread.
     *
     * @param scope what {@link #capture} gave
     * @return what was current before, to be restored afterwards
     */
    public static @Nullable Scope restore(@Nullable Scope scope) {
        Current current = CURRENT.get();
        @Nullable Scope before = current.scope;
        current.scope = scope;
        return before;
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

    /** What one call of a recorded method has set. Thread-safe: a call and the tasks it wrapped share one. */
    public static final class Scope implements AutoCloseable {

        private final @Nullable Scope parent;
        private final UnaryOperator<@Nullable Object> freeze;
        private @Nullable Map<String, @Nullable Object> variables;
        private @Nullable Map<String, @Nullable Object> extra;
        private volatile @Nullable Object resourceId;
        private volatile @Nullable Object oldValue;
        private volatile @Nullable Object newValue;

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
                synchronized (scope) {
                    if (scope.variables != null && scope.variables.containsKey(name)) {
                        return scope.variables.get(name);
                    }
                }
            }
            return null;
        }

        private synchronized void setVariable(String name, @Nullable Object value) {
            variables = set(variables, name, value);
        }

        private synchronized void setExtra(String name, @Nullable Object value) {
            extra = set(extra, name, value);
        }

        /**
         * The attributes set in this scope.
         *
         * @return a copy, in the order they were set
         */
        public synchronized Map<String, @Nullable Object> extra() {
            return extra == null ? Map.of() : new LinkedHashMap<>(extra);
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
