package io.opsmon.internal.security;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Determines the name of a user for all logs and lists. For an unknown type of principal, Spring Security uses
 * {@code toString()} as the name, which for a record or a Lombok class contains all properties. Stateless.
 *
 * @since 0.1
 */
public final class PrincipalName {

    private PrincipalName() {}

    /**
     * Returns the name of a user.
     *
     * @param authentication the authentication of the user
     * @return the name; null if the principal has none
     */
    public static @Nullable String of(Authentication authentication) {
        @Nullable Object principal = authentication.getPrincipal();
        if (principal == null
                || principal instanceof CharSequence
                || principal instanceof UserDetails
                || principal instanceof AuthenticatedPrincipal
                || principal instanceof Principal) {
            return authentication.getName();
        }
        @Nullable String name = authentication.getName();
        if (name != null && !name.equals(principal.toString())) {
            return name;
        }
        @Nullable String property = UserName.property(principal);
        return property != null ? property : name != null && UserName.isPlain(name, principal) ? name : null;
    }

    /**
     * Returns the name of a user, with a fallback.
     *
     * @param principal the principal of Spring Security or another framework
     * @return the name; the simple name of the principal's class if the principal has none
     */
    public static String required(Principal principal) {
        if (!(principal instanceof Authentication authentication)) {
            return principal.getName();
        }
        @Nullable String name = of(authentication);
        @Nullable Object held = authentication.getPrincipal();
        return name != null ? name : held == null ? "" : held.getClass().getSimpleName();
    }
}
