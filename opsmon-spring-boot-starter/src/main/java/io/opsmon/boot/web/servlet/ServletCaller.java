package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The caller of a servlet request. The current credential is the security context of the session, or the authentication
 * of the request. Checks run with the request in {@code RequestContextHolder}.
 */
final class ServletCaller implements Caller {

    private static final Logger log = LoggerFactory.getLogger(ServletCaller.class);
    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContextHolder", ServletCaller.class.getClassLoader());

    private final @Nullable HttpSession session;
    private final RequestAttributes attributes;
    private final @Nullable SignedIn signedIn;

    /** Creates the caller of the current request. */
    ServletCaller(HttpServletRequest request) {
        this.session = request.getSession(false);
        this.attributes = new ServletRequestAttributes(request);
        this.signedIn = SECURITY_PRESENT ? new SignedIn(session) : null;
    }

    @Override
    public boolean isStill(BooleanSupplier check) {
        try {
            if (session != null) {
                // Throws an exception if the session has ended.
                session.getAttribute(SignedIn.ATTRIBUTE);
            }
            return signedIn == null ? isGranted(check) : signedIn.permits(session, () -> isGranted(check));
        } catch (RuntimeException ended) {
            log.debug("The caller of an event stream has lost the session or a permission", ended);
            return false;
        }
    }

    private boolean isGranted(BooleanSupplier check) {
        RequestContextHolder.setRequestAttributes(attributes);
        try {
            return check.getAsBoolean();
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }

    /** The signed-in user; loaded only if the host has Spring Security. */
    private static final class SignedIn {

        static final String ATTRIBUTE = "SPRING_SECURITY_CONTEXT";

        private final SecurityContext first;
        private final boolean isOfSession;

        SignedIn(@Nullable HttpSession session) {
            // A copy, because the host's filter clears the context when the thread leaves.
            this.first = SecurityContextHolder.createEmptyContext();
            first.setAuthentication(SecurityContextHolder.getContext().getAuthentication());
            this.isOfSession = session != null && session.getAttribute(ATTRIBUTE) instanceof SecurityContext;
        }

        boolean permits(@Nullable HttpSession session, BooleanSupplier granted) {
            @Nullable SecurityContext now = first;
            if (isOfSession && session != null) {
                now = session.getAttribute(ATTRIBUTE) instanceof SecurityContext kept ? kept : null;
            }
            if (now == null) {
                return false;
            }
            SecurityContextHolder.setContext(now);
            try {
                return granted.getAsBoolean();
            } finally {
                SecurityContextHolder.clearContext();
            }
        }
    }
}
