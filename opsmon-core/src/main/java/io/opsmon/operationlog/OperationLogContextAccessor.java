package io.opsmon.operationlog;

import io.micrometer.context.ThreadLocalAccessor;
import io.opsmon.operationlog.OperationLogContext.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the {@link OperationLogContext} along: into Reactor with
 * {@code spring.reactor.context-propagation=auto}, and wherever else a host uses it. Found through
 * {@code META-INF/services}; loaded only where that library is present. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogContextAccessor implements ThreadLocalAccessor<Scope> {

    /** Names the scope in a Reactor context. */
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
