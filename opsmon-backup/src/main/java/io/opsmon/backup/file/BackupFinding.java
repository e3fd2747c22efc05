package io.opsmon.backup.file;

/**
 * An observation about a database that matters to its backups, made before a dump.
 *
 * @param severity the effect on the backup
 * @param code the kind of finding: upper-case letters and {@code _}, the same in all versions
 * @param object the object of the database, as text for display
 * @param problem the problem, a sentence without a full stop
 * @param remedy the steps that solve the problem, a sentence without a full stop
 * @since 0.1
 */
public record BackupFinding(Severity severity, String code, String object, String problem, String remedy) {

    /** The effects of findings. */
    public enum Severity {
        /** The database is not dumped. */
        REFUSAL,
        /** A restore may lack the object, or may need a step of the operator. */
        WARNING,
        /** A restore or a verification skips the object under a condition. */
        NOTE
    }
}
