package io.opsmon.boot.web.access;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.internal.security.PrincipalName;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Checks permissions with the host's Spring Security: a permission is an authority of the same name, and one authority
 * has all permissions.
 */
final class SpringSecurityAccess implements OpsmonAccess {

    private final String adminAuthority;

    SpringSecurityAccess(String adminAuthority) {
        this.adminAuthority = adminAuthority;
    }

    @Override
    public @Nullable String username() {
        @Nullable Authentication authentication = authentication();
        return authentication == null ? null : PrincipalName.required(authentication);
    }

    @Override
    public boolean isGranted(String permission) {
        @Nullable Authentication authentication = authentication();
        if (authentication == null) {
            return false;
        }
        for (GrantedAuthority granted : authentication.getAuthorities()) {
            @Nullable String authority = granted.getAuthority();
            if (permission.equals(authority) || adminAuthority.equals(authority)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Authentication authentication() {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        boolean signedIn = authentication != null
                && authentication.isAuthenticated()
                && !(authentication instanceof AnonymousAuthenticationToken);
        return signedIn ? authentication : null;
    }

    /** Delegates to the host's filter chain, which redirects the browser to its login page and back. */
    @Override
    public void requireSignIn() {
        throw new AccessDeniedException("The console of opsmon requires a sign-in");
    }
}
