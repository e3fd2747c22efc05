package io.opsmon.operationlog.internal.satoken;

import cn.dev33.satoken.SaManager;
import cn.dev33.satoken.stp.StpUtil;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the user signed in with Sa-Token on the current thread: the login id of the default login type. The result
 * is null outside of a request. Thread-safe.
 *
 * @since 0.1
 */
public final class SaTokenOperatorResolver implements OperatorResolver {

    /** Creates a resolver. */
    public SaTokenOperatorResolver() {}

    @Override
    public @Nullable Operator resolve() {
        if (!SaManager.getSaTokenContext().isValid()) {
            return null;
        }
        @Nullable Object loginId = StpUtil.getLoginIdDefaultNull();
        return loginId == null ? null : Operator.of(String.valueOf(loginId));
    }
}
