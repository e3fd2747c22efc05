package io.opsmon.operationlog.internal.shiro;

import io.opsmon.internal.security.UserName;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import org.apache.shiro.subject.Subject;
import org.apache.shiro.util.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the user signed in with Apache Shiro on the current thread: the primary principal of the subject. A
 * remembered user counts, since Shiro lets the host decide about remembered users. Thread-safe.
 *
 * @since 0.1
 */
public final class ShiroOperatorResolver implements OperatorResolver {

    /** Creates a resolver. */
    public ShiroOperatorResolver() {}

    @Override
    public @Nullable Operator resolve() {
        @Nullable Subject subject = ThreadContext.getSubject();
        @Nullable Object principal = subject == null ? null : subject.getPrincipal();
        return principal == null ? null : Operator.of(UserName.of(principal));
    }
}
