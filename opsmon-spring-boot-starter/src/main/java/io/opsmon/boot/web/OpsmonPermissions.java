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

    /** Acknowledge integrity findings of operation logs. */
    public static final String OPERATION_LOG_ACKNOWLEDGE = "opsmon:operation-log:acknowledge";

    /** Make and lift legal holds on operation logs. */
    public static final String OPERATION_LOG_HOLD = "opsmon:operation-log:hold";

    /** See login logs and locks. */
    public static final String LOGIN_LOG_READ = "opsmon:login-log:read";

    /** Take login logs out as a file. */
    public static final String LOGIN_LOG_EXPORT = "opsmon:login-log:export";

    /** Remove login logs. */
    public static final String LOGIN_LOG_DELETE = "opsmon:login-log:delete";

    /** Acknowledge integrity findings of login logs. */
    public static final String LOGIN_LOG_ACKNOWLEDGE = "opsmon:login-log:acknowledge";

    /** Make and lift legal holds on login logs. */
    public static final String LOGIN_LOG_HOLD = "opsmon:login-log:hold";

    /** Lift locks on sign-ins. */
    public static final String LOGIN_LOG_UNLOCK = "opsmon:login-log:unlock";

    /** See who is online. */
    public static final String ONLINE_USER_READ = "opsmon:online-user:read";

    /** End sessions. */
    public static final String ONLINE_USER_KICK = "opsmon:online-user:kick";

    /** See backups and their schedules. */
    public static final String BACKUP_READ = "opsmon:backup:read";

    /** Make and verify backups, cancel what is done with them, change schedules. */
    public static final String BACKUP_RUN = "opsmon:backup:run";

    /** Take a backup out as a file: all data of the application. */
    public static final String BACKUP_DOWNLOAD = "opsmon:backup:download";

    /** Replace data by those of a backup. */
    public static final String BACKUP_RESTORE = "opsmon:backup:restore";

    /** Remove backups. */
    public static final String BACKUP_DELETE = "opsmon:backup:delete";

    /** All of them, in the order of the console's menu. */
    static final List<String> ALL = List.of(
            OPERATION_LOG_READ,
            OPERATION_LOG_EXPORT,
            OPERATION_LOG_DELETE,
            OPERATION_LOG_ACKNOWLEDGE,
            OPERATION_LOG_HOLD,
            LOGIN_LOG_READ,
            LOGIN_LOG_EXPORT,
            LOGIN_LOG_DELETE,
            LOGIN_LOG_ACKNOWLEDGE,
            LOGIN_LOG_HOLD,
            LOGIN_LOG_UNLOCK,
            ONLINE_USER_READ,
            ONLINE_USER_KICK,
            BACKUP_READ,
            BACKUP_RUN,
            BACKUP_DOWNLOAD,
            BACKUP_RESTORE,
            BACKUP_DELETE);

    private OpsmonPermissions() {}
}
