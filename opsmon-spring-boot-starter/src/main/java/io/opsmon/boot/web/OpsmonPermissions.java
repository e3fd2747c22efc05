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

    /** Take operation logs out as a file. */
    public static final String OPERATION_LOG_EXPORT = "opsmon:operation-log:export";

    /** Remove operation logs and take personal data out of them. */
    public static final String OPERATION_LOG_DELETE = "opsmon:operation-log:delete";

    /** All of them, in the order of the console's menu. */
    static final List<String> ALL = List.of(OPERATION_LOG_READ, OPERATION_LOG_EXPORT, OPERATION_LOG_DELETE);

    private OpsmonPermissions() {}
}
