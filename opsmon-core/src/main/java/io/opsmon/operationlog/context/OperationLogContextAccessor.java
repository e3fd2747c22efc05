package io.opsmon.operationlog.context;

import io.micrometer.context.ThreadLocalAccessor;
import io.opsmon.operationlog.context.OperationLogContext.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Propagates the {@link OperationLogContext} through Micrometer's context propagation, for example into Reactor with
 * {@code spring.reactor.context-propagation=auto}. Registered in {@code META-INF/services} and loaded only if that
 * library is present. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogContextAccessor implements ThreadLocalAccessor<Scope> {

    /** The key of the scope in a Reactor context. */
    public static final String KEY = "io.opsmon.operationlog.scope";

    /** Called by the service loader. */
    public OperationLogContextAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable Scope getValue() {
        return OperationLogContext.capture();
    }

    @Override
    public void setValue(Scope value) {
        OperationLogContext.restore(value);
    }

    @Override
    public void setValue() {
        OperationLogContext.restore(null);
    }
}
