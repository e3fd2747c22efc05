package io.opsmon.boot.operationlog;

import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.internal.satoken.SaTokenOperatorResolver;
import io.opsmon.operationlog.internal.security.SpringSecurityOperatorResolver;
import io.opsmon.operationlog.internal.shiro.ShiroOperatorResolver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The user signed in with the first of several security frameworks that knows one. Thread-safe. */
final class SignedInOperator implements OperatorResolver {

    private final List<OperatorResolver> frameworks;

    private SignedInOperator(List<OperatorResolver> frameworks) {
        this.frameworks = List.copyOf(frameworks);
    }

    /** Returns a resolver for the frameworks that a class loader finds. */
    static OperatorResolver of(@Nullable ClassLoader classes) {
        List<OperatorResolver> found = new ArrayList<>();
        if (ClassUtils.isPresent("org.springframework.security.core.context.SecurityContextHolder", classes)) {
            found.add(new SpringSecurityOperatorResolver());
        }
        if (ClassUtils.isPresent("cn.dev33.satoken.stp.StpUtil", classes)) {
            found.add(new SaTokenOperatorResolver());
        }
        if (ClassUtils.isPresent("org.apache.shiro.util.ThreadContext", classes)) {
            found.add(new ShiroOperatorResolver());
        }
        return found.size() == 1 ? found.get(0) : new SignedInOperator(found);
    }

    @Override
    public @Nullable Operator resolve() {
        for (OperatorResolver framework : frameworks) {
            @Nullable Operator operator = framework.resolve();
            if (operator != null) {
                return operator;
            }
        }
        return null;
    }
}
