package io.opsmon.boot.web;

import java.util.List;

/**
 * The permissions that a host grants as authorities.
 *
 * @since 0.1
 */
public final class OpsmonPermissions {

    /** Read operation logs. */
    public static final String OPERATION_LOG_READ = "opsmon:operation-log:read";

    /** Export operation logs to a file. */
    public static final String OPERATION_LOG_EXPORT = "opsmon:operation-log:export";

    /** Delete operation logs and remove personal data from them. */
    public static final String OPERATION_LOG_DELETE = "opsmon:operation-log:delete";

    /** Acknowledge integrity findings of operation logs. */
    public static final String OPERATION_LOG_ACKNOWLEDGE = "opsmon:operation-log:acknowledge";

    /** Create and remove legal holds on operation logs. */
    public static final String OPERATION_LOG_HOLD = "opsmon:operation-log:hold";

    /** Read data changes: the old and new values of changed rows. */
    public static final String DATA_CHANGE_READ = "opsmon:data-change:read";

    /** Remove old data changes, and erase the recorded values of a row. */
    public static final String DATA_CHANGE_DELETE = "opsmon:data-change:delete";

    /** Undo the row changes of an operation. */
    public static final String DATA_CHANGE_UNDO = "opsmon:data-change:undo";

    /** Export data changes to a file. */
    public static final String DATA_CHANGE_EXPORT = "opsmon:data-change:export";

    /** Acknowledge integrity findings of data changes. */
    public static final String DATA_CHANGE_ACKNOWLEDGE = "opsmon:data-change:acknowledge";

    /** Create and lift legal holds on data changes. */
    public static final String DATA_CHANGE_HOLD = "opsmon:data-change:hold";

    /**
     * Read the history of a resource on pages of the host. A bean of type {@link io.opsmon.operationlog.HistoryAccess}
     * replaces this permission. Gives no access to the console.
     */
    public static final String HISTORY_READ = "opsmon:history:read";

    /** Read login logs and locks. */
    public static final String LOGIN_LOG_READ = "opsmon:login-log:read";

    /** Export login logs to a file. */
    public static final String LOGIN_LOG_EXPORT = "opsmon:login-log:export";

    /** Delete login logs. */
    public static final String LOGIN_LOG_DELETE = "opsmon:login-log:delete";

    /** Acknowledge integrity findings of login logs. */
    public static final String LOGIN_LOG_ACKNOWLEDGE = "opsmon:login-log:acknowledge";

    /** Create and remove legal holds on login logs. */
    public static final String LOGIN_LOG_HOLD = "opsmon:login-log:hold";

    /** Unlock sign-in. */
    public static final String LOGIN_LOG_UNLOCK = "opsmon:login-log:unlock";

    /** List online users. */
    public static final String ONLINE_USER_READ = "opsmon:online-user:read";

    /** Terminate sessions. */
    public static final String ONLINE_USER_KICK = "opsmon:online-user:kick";

    /** List backups and their schedules. */
    public static final String BACKUP_READ = "opsmon:backup:read";

    /** Create, verify and cancel backups, and change schedules. */
    public static final String BACKUP_RUN = "opsmon:backup:run";

    /** Download a backup, which contains all data of the application. */
    public static final String BACKUP_DOWNLOAD = "opsmon:backup:download";

    /** Restore a backup. */
    public static final String BACKUP_RESTORE = "opsmon:backup:restore";

    /** Delete backups. */
    public static final String BACKUP_DELETE = "opsmon:backup:delete";

    /** All permissions of the console, in the order of its menu. */
    public static final List<String> ALL = List.of(
            OPERATION_LOG_READ,
            OPERATION_LOG_EXPORT,
            OPERATION_LOG_DELETE,
            OPERATION_LOG_ACKNOWLEDGE,
            OPERATION_LOG_HOLD,
            DATA_CHANGE_READ,
            DATA_CHANGE_EXPORT,
            DATA_CHANGE_DELETE,
            DATA_CHANGE_UNDO,
            DATA_CHANGE_ACKNOWLEDGE,
            DATA_CHANGE_HOLD,
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
