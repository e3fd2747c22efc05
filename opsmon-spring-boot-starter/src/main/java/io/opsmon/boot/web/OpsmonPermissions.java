package io.opsmon.boot.web;

import java.util.List;

/**
 * The permissions a host grants as authorities.
 *
 * @since 0.1
 */
public final class OpsmonPermissions {

    /** See operation logs. */
    public static final String OPERATION_LOG_READ = "opsmon:operation-log:read";

    /** All of them, in the order of the console's menu. */
    static final List<String> ALL = List.of(OPERATION_LOG_READ);

    private OpsmonPermissions() {}
}
