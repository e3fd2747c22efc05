package io.opsmon.operationlog.context;

import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.Operator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds data to the entry from inside a recorded method: variables for templates, further attributes, or the identifier
 * of a resource that the method creates.
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
 * <p>Each call of a recorded method has its own scope. A nested call reads the variables of its callers and writes only
 * its own variables. The context is bound to the calling thread; {@link #wrap} transfers it to another thread. Outside
 * a recorded method, the methods of this class have no effect.
 *
 * @since 0.1
 */
public final class OperationLogContext {

    /**
     * Never removed, and empty between calls: adding and removing the value at each call would cost a tenth of the
     * call.
     */
    private static final ThreadLocal<Current> CURRENT = ThreadLocal.withInitial(Current::new);

    private static final class Current {
        private @Nullable Scope scope;
    }

    private OperationLogContext() {}

    /**
     * Sets a template variable of the innermost recorded call.
     *
     * @param name the name of the variable, without {@code #}
     * @param value the value of the variable
     */
    public static void put(String name, @Nullable Object value) {
        @Nullable Scope scope = call();
        if (scope != null) {
            scope.setVariable(name, value);
        }
    }

    /**
     * Reads a variable of the innermost recorded call or of the enclosing calls.
     *
     * @param name the name of the variable, without {@code #}
     * @return the value; null if the variable was not set
     */
    public static @Nullable Object get(String name) {
        @Nullable Scope scope = CURRENT.get().scope;
        return scope == null ? null : scope.variable(name);
    }

    /**
     * Sets the identifier of the resource. Overrides {@link OperationLog#resourceId}.
     *
     * @param id the identifier; its {@code toString()} is recorded
     */
    public static void resourceId(@Nullable Object id) {
        @Nullable Scope scope = call();
        if (scope != null) {
            scope.resourceId = id;
        }
    }

    /**
     * Adds an attribute to the entry.
     *
     * @param name the name of the attribute, at most 100 characters
     * @param value the value; its {@code toString()} is recorded, at most 2,000 characters
     */
    public static void extra(String name, @Nullable Object value) {
        @Nullable Scope scope = call();
        if (scope != null) {
            scope.setExtra(name, value);
        }
    }

    /**
     * Sets the state of the object before the operation, so that the entry contains the changes. The object is copied
     * at once. Without a {@link #newValue}, the object counts as removed.
     *
     * @param object the object; null if it does not exist yet
     */
    public static void oldValue(@Nullable Object object) {
        @Nullable Scope scope = call();
        if (scope != null) {
            scope.oldValue = scope.freeze.apply(object);
        }
    }

    /**
     * Sets the state of the object after the operation, so that the entry contains the changes. The object is copied at
     * once. Without an {@link #oldValue}, the object counts as added.
     *
     * @param object the object; null if it no longer exists
     */
    public static void newValue(@Nullable Object object) {
        @Nullable Scope scope = call();
        if (scope != null) {
            scope.newValue = scope.freeze.apply(object);
        }
    }

    /**
     * Wraps a task so that it runs in the context of the calling thread, with its operator and request. Afterwards, the
     * thread of the task has its previous context again. For executors, {@code CompletableFuture} and virtual threads;
     * for {@code @Async}, use {@link OperationLogTaskDecorator}. Values that a task sets after the entry was made are
     * ignored.
     *
     * @param task the task
     * @return the task in this context
     */
    public static Runnable wrap(Runnable task) {
        CapturedContext captured = CapturedContext.take();
        return () -> captured.run(task);
    }

    /**
     * Wraps a {@code Callable} so that it runs in the context of the calling thread.
     *
     * @param call the call
     * @param <T> the type of the result
     * @return the call in this context
     */
    public static <T extends @Nullable Object> Callable<T> wrapCall(Callable<T> call) {
        CapturedContext captured = CapturedContext.take();
        return () -> captured.call(call);
    }

    /**
     * Captures the context of the calling thread, for {@link #restore} on another thread. For libraries that propagate
     * contexts.
     *
     * @return the innermost scope; null outside a recorded call
     */
    public static @Nullable Scope capture() {
        return CURRENT.get().scope;
    }

    /**
     * Sets a captured context as the context of the calling thread.
     *
     * @param scope the result of {@link #capture}
     * @return the previous context, which the caller restores afterwards
     */
    public static @Nullable Scope restore(@Nullable Scope scope) {
        Current current = CURRENT.get();
        @Nullable Scope before = current.scope;
        current.scope = scope;
        return before;
    }

    /**
     * Opens a scope on the calling thread. For the interceptor, and for hosts that record entries themselves.
     *
     * @param freeze copies the objects passed to {@link #oldValue} and {@link #newValue}
     * @return the scope; the same thread must close it
     */
    public static Scope open(UnaryOperator<@Nullable Object> freeze) {
        Current current = CURRENT.get();
        Scope scope = new Scope(current.scope, freeze, true);
        current.scope = scope;
        return scope;
    }

    /** Returns the scope of the innermost call; null outside a recorded call. */
    private static @Nullable Scope call() {
        @Nullable Scope scope = CURRENT.get().scope;
        return scope != null && scope.isOfCall ? scope : null;
    }

    private static Map<String, @Nullable Object> set(
            @Nullable Map<String, @Nullable Object> map, String name, @Nullable Object value) {
        Map<String, @Nullable Object> values = map == null ? new LinkedHashMap<>() : map;
        values.put(name, value);
        return values;
    }

    /**
     * Holds the values set during one call of a recorded method. Thread-safe: a call and its wrapped tasks share a
     * scope.
     */
    public static final class Scope implements AutoCloseable {

        private final @Nullable Scope parent;
        private final UnaryOperator<@Nullable Object> freeze;
        private @Nullable Map<String, @Nullable Object> variables;
        private @Nullable Map<String, @Nullable Object> extra;
        private volatile @Nullable Object resourceId;
        private volatile @Nullable Object oldValue;
        private volatile @Nullable Object newValue;

        private final boolean isOfCall;
        private volatile @Nullable Operator operator;
        private volatile @Nullable TraceContext trace;
        private @Nullable UUID operationId;
        private boolean hasEntry;

        private Scope(@Nullable Scope parent, UnaryOperator<@Nullable Object> freeze, boolean isOfCall) {
            this.parent = parent;
            this.freeze = freeze;
            this.isOfCall = isOfCall;
            this.operator = parent == null ? null : parent.operator;
            this.trace = parent == null ? null : parent.trace;
        }

        /** Creates the scope of a task that a request has created outside a recorded call. */
        static Scope ofRequest(@Nullable Operator operator, @Nullable TraceContext trace) {
            Scope scope = new Scope(null, UnaryOperator.identity(), false);
            scope.operator = operator;
            scope.trace = trace;
            return scope;
        }

        /**
         * Returns the operator of the call, or of the enclosing call.
         *
         * @return the operator; null if unknown
         */
        public @Nullable Operator operator() {
            return operator;
        }

        /**
         * Sets the operator of the call, for operations on other threads.
         *
         * @param known the operator; null if unknown
         */
        public void performedBy(@Nullable Operator known) {
            operator = known;
        }

        /**
         * Returns the trace of the call, or of the enclosing call.
         *
         * @return the trace; null if unknown
         */
        public @Nullable TraceContext trace() {
            return trace;
        }

        /**
         * Sets the trace of the call, for operations on other threads.
         *
         * @param known the trace; null keeps the trace of the enclosing call
         */
        public void tracedBy(@Nullable TraceContext known) {
            trace = known == null ? trace : known;
        }

        /**
         * Returns a variable of this scope or of an enclosing scope.
         *
         * @param name the name of the variable
         * @return the value; null if the variable was not set
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
         * Returns the attributes set in this scope.
         *
         * @return a copy, in insertion order
         */
        public synchronized Map<String, @Nullable Object> extra() {
            return extra == null ? Map.of() : new LinkedHashMap<>(extra);
        }

        /**
         * Returns the resource identifier set in this scope.
         *
         * @return the identifier; null if it was not set
         */
        public @Nullable Object resourceId() {
            return resourceId;
        }

        /**
         * Returns the copy of the object before the operation.
         *
         * @return the copy; null if none was set
         */
        public @Nullable Object oldValue() {
            return oldValue;
        }

        /**
         * Returns the copy of the object after the operation.
         *
         * @return the copy; null if none was set
         */
        public @Nullable Object newValue() {
            return newValue;
        }

        /**
         * Returns the identifier of the call's entry, which is written later.
         *
         * @param ids creates identifiers
         * @return the same identifier for the whole call; null outside a recorded call
         */
        public synchronized @Nullable UUID operationId(Supplier<UUID> ids) {
            if (operationId == null && isOfCall) {
                operationId = ids.get();
            }
            return operationId;
        }

        /**
         * Returns the identifier for an entry of the call. The first entry gets the {@link #operationId} of the call,
         * and each further entry a new identifier.
         *
         * @param ids creates identifiers
         * @return the identifier
         */
        public synchronized UUID entryId(Supplier<UUID> ids) {
            @Nullable UUID known = hasEntry ? null : operationId;
            UUID id = known == null ? ids.get() : known;
            if (!hasEntry) {
                hasEntry = true;
                operationId = id;
            }
            return id;
        }

        /** Makes the enclosing scope current again. */
        @Override
        public void close() {
            CURRENT.get().scope = parent;
        }
    }
}
