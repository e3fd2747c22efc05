package io.opsmon.boot.web.access;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.internal.security.UserName;
import org.apache.shiro.subject.Subject;
import org.apache.shiro.util.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads the caller and the permissions from Apache Shiro. The permissions of the realm may have wildcards as everywhere
 * in Shiro: {@code opsmon:*} grants all of them. A remembered user has to sign in. Thread-safe.
 */
final class ShiroAccess implements OpsmonAccess {

    private final String adminRole;
    private final CallerOfRequest<Subject> subjects = new CallerOfRequest<>(ShiroAccess.class, Subject.class);

    ShiroAccess(String adminRole) {
        this.adminRole = adminRole;
    }

    @Override
    public @Nullable String username() {
        @Nullable Subject subject = subject();
        @Nullable Object principal = subject == null ? null : subject.getPrincipal();
        return principal == null ? null : UserName.of(principal);
    }

    @Override
    public boolean isGranted(String permission) {
        @Nullable Subject subject = subject();
        return subject != null && (subject.isPermitted(permission) || subject.hasRole(adminRole));
    }

    private @Nullable Subject subject() {
        @Nullable Subject current = ThreadContext.getSubject();
        if (current == null) {
            current = subjects.kept();
        } else {
            subjects.keep(current);
        }
        return current != null && current.isAuthenticated() ? current : null;
    }
}
