package io.opsmon.internal.security;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.util.ReflectionUtils;

/**
 * Determines the name of a user for all logs and lists. For an unknown type of principal, Spring Security uses
 * {@code toString()} as the name, which for a record or a Lombok class contains all properties. Stateless.
 *
 * @since 0.1
 */
public final class PrincipalName {

    private static final List<String> ACCESSORS = List.of(
            "getUsername",
            "username",
            "getUserName",
            "userName",
            "getLoginName",
            "loginName",
            "getName",
            "name",
            "getAccount",
            "account",
            "getUserId",
            "userId",
            "getId",
            "id");

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
        @Nullable String property = property(principal);
        return property != null ? property : name != null && isPlain(name, principal) ? name : null;
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

    private static @Nullable String property(Object principal) {
        for (String accessor : ACCESSORS) {
            @Nullable Method method = ReflectionUtils.findMethod(principal.getClass(), accessor);
            if (method == null || !isText(method.getReturnType())) {
                continue;
            }
            try {
                ReflectionUtils.makeAccessible(method);
                @Nullable Object value = method.invoke(principal);
                if (value != null && !value.toString().isBlank()) {
                    return value.toString();
                }
            } catch (ReflectiveOperationException | RuntimeException unreadable) {
                // The next accessor may be readable.
            }
        }
        return null;
    }

    private static boolean isText(Class<?> type) {
        return CharSequence.class.isAssignableFrom(type)
                || Number.class.isAssignableFrom(type)
                || type == long.class
                || type == int.class
                || type == UUID.class;
    }

    /** Returns whether a principal's text is a name and not a list of properties. */
    private static boolean isPlain(String text, Object principal) {
        return !principal.getClass().isRecord()
                && !text.startsWith(principal.getClass().getName())
                && text.chars().noneMatch(c -> c == '=' || c == '[' || c == '(' || c == '{' || c == '\n');
    }
}
