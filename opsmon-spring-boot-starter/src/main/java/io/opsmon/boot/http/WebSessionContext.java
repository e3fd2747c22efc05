package io.opsmon.boot.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.WebSession;

/**
 * Finds Spring Security's context in the session of a reactive host. A host may store the context under a name of its
 * own. Stateless; needs Spring Security.
 *
 * @since 0.1
 */
public final class WebSessionContext {

    private static final String DEFAULT_NAME = "SPRING_SECURITY_CONTEXT";

    private WebSessionContext() {}

    /**
     * Returns the context in a session.
     *
     * @param session the session
     * @return the context; null if the session has none
     */
    public static @Nullable SecurityContext of(WebSession session) {
        Map<String, Object> attributes = session.getAttributes();
        if (attributes.get(DEFAULT_NAME) instanceof SecurityContext context) {
            return context;
        }
        for (Object value : attributes.values()) {
            if (value instanceof SecurityContext context) {
                return context;
            }
        }
        return null;
    }
}
