package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.ScopedRepository;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.log.LogVisibility;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operation logs that the caller may see. */
final class ScopedOperationLogs extends ScopedRepository<OperationLogEntry, OperationLogFilter, OperationLogRepository>
        implements OperationLogRepository {

    private ScopedOperationLogs(OperationLogRepository all, LogVisibility visibility) {
        super(all, visibility);
    }

    /** Returns what each caller may see, asked for on the thread of the request. */
    static Supplier<OperationLogRepository> of(OperationLogRepository all, CallerScope scope) {
        return () -> {
            LogVisibility visibility = scope.visible();
            return visibility.isAll() ? all : new ScopedOperationLogs(all, visibility);
        };
    }

    @Override
    protected boolean isVisible(OperationLogEntry entry, LogVisibility visibility) {
        @Nullable Operator operator = entry.operator();
        return visibility.shows(
                operator == null ? null : operator.tenant(), entry.source().application());
    }

    @Override
    public List<OperationLogEntry> slowest(OperationLogFilter filter, int limit) {
        return all.slowest(scoped(filter), limit);
    }

    @Override
    public FailureGroups failures(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
        return all.failures(scoped(filter), sort, limit);
    }
}
