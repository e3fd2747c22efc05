package io.opsmon.operationlog;

/**
 * The usual values of {@link OperationLog#action}. The set is open: any other word does as well.
 *
 * @since 0.1
 */
public final class OperationAction {

    /** A resource came into being. */
    public static final String CREATE = "CREATE";
    /** A resource was changed. */
    public static final String UPDATE = "UPDATE";
    /** A resource was removed. */
    public static final String DELETE = "DELETE";
    /** Something was read that is worth a log. */
    public static final String QUERY = "QUERY";
    /** Data left the system. */
    public static final String EXPORT = "EXPORT";
    /** Data came into the system in bulk. */
    public static final String IMPORT = "IMPORT";
    /** Rights were given or taken. */
    public static final String GRANT = "GRANT";
    /** Somebody signed in. */
    public static final String LOGIN = "LOGIN";
    /** Somebody's session was ended by somebody else. */
    public static final String KICK = "KICK";
    /** A backup was made. */
    public static final String BACKUP = "BACKUP";
    /** A backup was restored. */
    public static final String RESTORE = "RESTORE";
    /** Data was removed in bulk. */
    public static final String CLEAN = "CLEAN";
    /** Anything else. */
    public static final String OTHER = "OTHER";

    private OperationAction() {}
}
