package io.opsmon.boot.web;

import io.opsmon.log.LogScope;
import io.opsmon.log.LogVisibility;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scope of the caller on the current thread, by the host's {@link LogScope}. Thread-safe.
 *
 * @since 0.1
 */
public final class CallerScope {

    /** The scope of hosts in which the permissions alone decide. */
    public static final CallerScope NONE = new CallerScope(null);

    /** The permissions that callers can use who may not see all entries. */
    private static final Set<String> SCOPED = Set.of(
            OpsmonPermissions.OPERATION_LOG_READ,
            OpsmonPermissions.OPERATION_LOG_EXPORT,
            OpsmonPermissions.HISTORY_READ,
            OpsmonPermissions.LOGIN_LOG_READ,
            OpsmonPermissions.LOGIN_LOG_EXPORT);

    private final @Nullable LogScope scope;

    /**
     * Creates the scope of callers.
     *
     * @param scope the host's scope; null for none
     */
    public CallerScope(@Nullable LogScope scope) {
        this.scope = scope;
    }

    /**
     * Returns the entries that the caller may see.
     *
     * @return the visible entries
     */
    public LogVisibility visible() {
        return scope == null ? LogVisibility.ALL : scope.visible();
    }

    /**
     * Returns whether some entries are hidden from the caller.
     *
     * @return true if the caller may not see all entries
     */
    public boolean isRestricted() {
        return !visible().isAll();
    }

    /**
     * Returns whether the caller can use a permission, if the caller has it.
     *
     * @param permission the permission
     * @return false if the permission is of use only to callers who may see all entries, and the caller may not
     */
    public boolean permits(String permission) {
        return SCOPED.contains(permission) || !isRestricted();
    }
}
