package io.opsmon.operationlog;

/**
 * Common values of {@link OperationLog#action}. The set is open: any other word is allowed.
 *
 * @since 0.1
 */
public final class OperationAction {

    /** A resource was created. */
    public static final String CREATE = "CREATE";
    /** A resource was updated. */
    public static final String UPDATE = "UPDATE";
    /** A resource was deleted. */
    public static final String DELETE = "DELETE";
    /** Data was read. */
    public static final String QUERY = "QUERY";
    /** Data was exported from the system. */
    public static final String EXPORT = "EXPORT";
    /** Data was imported in bulk. */
    public static final String IMPORT = "IMPORT";
    /** Permissions were granted or revoked. */
    public static final String GRANT = "GRANT";
    /** A user signed in. */
    public static final String LOGIN = "LOGIN";
    /** A user's session was terminated by another user. */
    public static final String KICK = "KICK";
    /** A backup was created. */
    public static final String BACKUP = "BACKUP";
    /** A backup was restored. */
    public static final String RESTORE = "RESTORE";
    /** The row changes of an operation were undone. */
    public static final String UNDO = "UNDO";
    /** Data was deleted in bulk. */
    public static final String CLEAN = "CLEAN";
    /** Any other operation. */
    public static final String OTHER = "OTHER";

    private OperationAction() {}
}
