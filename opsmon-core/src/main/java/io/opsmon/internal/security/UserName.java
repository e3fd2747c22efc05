package io.opsmon.internal.security;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Determines the name of a user from an object of the host. The text of a record or a Lombok class contains all
 * properties and is no name. Needs no security framework. Stateless.
 *
 * @since 0.1
 */
public final class UserName {

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

    private UserName() {}

    /**
     * Returns the name of a user.
     *
     * @param user a text, a number, a {@link Principal}, or an object with a property such as {@code username}
     * @return the name; the simple name of the class if the object has none
     */
    public static String of(Object user) {
        if (user instanceof Principal principal && principal.getName() != null) {
            return principal.getName();
        }
        if (isText(user.getClass())) {
            return user.toString();
        }
        @Nullable String property = property(user);
        if (property != null) {
            return property;
        }
        String text = user.toString();
        return isPlain(text, user) ? text : user.getClass().getSimpleName();
    }

    /** Returns the property of an object that is a name; null if there is none. */
    static @Nullable String property(Object principal) {
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

    /** Returns whether the text of an object is a name and not a list of properties. */
    static boolean isPlain(String text, Object principal) {
        return !principal.getClass().isRecord()
                && !text.startsWith(principal.getClass().getName())
                && text.chars().noneMatch(c -> c == '=' || c == '[' || c == '(' || c == '{' || c == '\n');
    }
}
