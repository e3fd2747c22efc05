package io.opsmon.operationlog.internal.security;

import io.opsmon.internal.security.PrincipalName;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Resolves the user signed in with Spring Security on the current thread. The result is null for the anonymous user.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class SpringSecurityOperatorResolver implements OperatorResolver {

    /** Creates a resolver. */
    public SpringSecurityOperatorResolver() {}

    @Override
    public @Nullable Operator resolve() {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null
                || !authentication.isAuthenticated()
                || authentication instanceof AnonymousAuthenticationToken) {
            return null;
        }
        @Nullable String name = PrincipalName.of(authentication);
        return name == null ? null : Operator.of(name);
    }
}
