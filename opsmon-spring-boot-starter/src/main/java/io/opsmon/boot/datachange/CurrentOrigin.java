package io.opsmon.boot.datachange;

import io.opsmon.boot.http.Instance;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.interception.CallFacts;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The origin of the changes of the current thread: the innermost recorded call, otherwise the request. Before the
 * singletons of the application exist, for example during migrations, changes have no origin except the application.
 */
final class CurrentOrigin implements Supplier<@Nullable ChangeOrigin>, SmartInitializingSingleton {

    private final String application;
    private final ObjectProvider<CallFacts> facts;
    private final ObjectProvider<OperationLogRecorder> recorder;
    private volatile @Nullable Known known;

    CurrentOrigin(Instance instance, ObjectProvider<CallFacts> facts, ObjectProvider<OperationLogRecorder> recorder) {
        this.application = instance.application();
        this.facts = facts;
        this.recorder = recorder;
    }

    /** The recorder and its facts, present together. */
    private record Known(CallFacts facts, OperationLogRecorder recorder) {}

    @Override
    public void afterSingletonsInstantiated() {
        @Nullable CallFacts found = facts.getIfAvailable();
        @Nullable OperationLogRecorder records = recorder.getIfAvailable();
        known = found == null || records == null ? null : new Known(found, records);
    }

    @Override
    public ChangeOrigin get() {
        @Nullable Known now = known;
        if (now == null) {
            return new ChangeOrigin(null, null, null, application);
        }
        OperationLogContext.@Nullable Scope scope = OperationLogContext.capture();
        @Nullable UUID operation = scope == null ? null : scope.operationId(now.recorder()::nextId);
        if (operation == null) {
            @Nullable HttpExchange exchange = now.facts().exchange();
            operation = exchange == null ? null : RequestCalls.of(exchange).entryId(now.recorder()::nextId);
        }
        @Nullable Operator ofScope = scope == null ? null : scope.operator();
        @Nullable Operator operator = ofScope == null ? now.facts().operator() : ofScope;
        return operator == null
                ? new ChangeOrigin(operation, null, null, application)
                : new ChangeOrigin(operation, operator.id(), operator.name(), application);
    }
}
