package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.ScopedRepository;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.log.LogVisibility;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import java.util.function.Supplier;

/** The login logs that the caller may see. */
final class ScopedLoginLogs extends ScopedRepository<LoginLogEntry, LoginLogFilter, LoginLogRepository>
        implements LoginLogRepository {

    private ScopedLoginLogs(LoginLogRepository all, LogVisibility visibility) {
        super(all, visibility);
    }

    /** Returns what each caller may see, asked for on the thread of the request. */
    static Supplier<LoginLogRepository> of(LoginLogRepository all, CallerScope scope) {
        return () -> {
            LogVisibility visibility = scope.visible();
            return visibility.isAll() ? all : new ScopedLoginLogs(all, visibility);
        };
    }

    @Override
    protected boolean isVisible(LoginLogEntry entry, LogVisibility visibility) {
        return visibility.shows(entry.tenant(), entry.application());
    }
}
