package io.opsmon.boot.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Collection;
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
 * The caller of a request whose response continues after the request's thread has left. Checks permissions again with
 * the current credential: the security context of the session, or the authentication of the request. Created on the
 * request's thread, used by one other thread while the response continues.
 */
final class Caller {

    private static final Logger log = LoggerFactory.getLogger(Caller.class);
    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContextHolder", Caller.class.getClassLoader());

    private final OpsmonAccess access;
    private final Collection<String> permissions;
    private final @Nullable HttpSession session;
    private final RequestAttributes attributes;
    private final @Nullable SignedIn signedIn;

    /** Creates the caller of the current request, who needs all of the permissions. */
    Caller(HttpServletRequest request, OpsmonAccess access, Collection<String> permissions) {
        this.access = access;
        this.permissions = permissions;
        this.session = request.getSession(false);
        this.attributes = new ServletRequestAttributes(request);
        this.signedIn = SECURITY_PRESENT ? new SignedIn(session) : null;
    }

    /** Returns whether the session still exists and the caller still has every permission. */
    boolean isPermitted() {
        try {
            if (session != null) {
                // Throws an exception if the session has ended.
                session.getAttribute(SignedIn.ATTRIBUTE);
            }
            return signedIn == null ? isGranted() : signedIn.permits(session, this::isGranted);
        } catch (RuntimeException ended) {
            log.debug("An event stream of the console has lost its session or a permission", ended);
            return false;
        }
    }

    private boolean isGranted() {
        RequestContextHolder.setRequestAttributes(attributes);
        try {
            return access.username() != null && permissions.stream().allMatch(access::isGranted);
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
