package io.opsmon.boot.http;

import jakarta.servlet.http.HttpSession;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;

/**
 * Finds Spring Security's context in a session. A host may store the context under a name of its own. Stateless; needs
 * Spring Security.
 *
 * @since 0.1
 */
public final class SessionContext {

    private static final String DEFAULT_NAME = "SPRING_SECURITY_CONTEXT";

    private SessionContext() {}

    /**
     * Returns the context in a session.
     *
     * @param session the session
     * @return the context; null if the session has none or cannot be read
     */
    public static @Nullable SecurityContext of(HttpSession session) {
        try {
            if (session.getAttribute(DEFAULT_NAME) instanceof SecurityContext context) {
                return context;
            }
            Enumeration<String> names = session.getAttributeNames();
            while (names.hasMoreElements()) {
                if (session.getAttribute(names.nextElement()) instanceof SecurityContext context) {
                    return context;
                }
            }
            return null;
        } catch (IllegalStateException ended) {
            return null;
        }
    }
}
