package io.opsmon.datachange.internal.undo;

/**
 * Reasons why an undo is refused.
 *
 * @since 0.1
 */
public enum UndoReason {
    /** The operation has no recorded row changes. */
    NO_CHANGES("The operation has no recorded row changes."),
    /** The operation changed too many rows. */
    TOO_MANY("The operation has more than %s row changes."),
    /** A gap. */
    GAP("Changes of the operation could not be recorded."),
    /** The table was truncated. */
    TRUNCATED("The table was truncated. The removed rows are not recorded."),
    /** Rows were only counted. */
    COUNTED("The operation changed more rows than the limit of recorded rows."),
    /** The recorded values were erased. */
    ERASED("The recorded values were erased."),
    /** The table has no triggers now. */
    TABLE_NOT_RECORDED("Changes of the table are not recorded now, so its undo is not either."),
    /** The table or its key is different. */
    TABLE_CHANGED("The table or its key has changed since."),
    /** The key of the row is not recorded. */
    NO_KEY("The key of the row is not recorded, or the key of the table has changed since."),
    /** An old value is masked. */
    MASKED("The old value is masked."),
    /** An old value is only a hash. */
    HASHED("Of the long old value, only the hash is recorded."),
    /** The table has no such column any more. */
    NO_COLUMN("The table has no such column any more."),
    /** A value of a deleted row is not recorded. */
    NOT_RECORDED("The value of the column is not recorded."),
    /** Only generated columns are recorded. */
    ONLY_GENERATED("Only values that the database computes are recorded."),
    /** A foreign key acts, but runs no triggers. */
    UNSEEN_CASCADE("A foreign key of \"%s\" follows the row, and this database runs no triggers for foreign keys."),
    /** A foreign key acts on a table without triggers. */
    CASCADE_NOT_RECORDED("A foreign key of \"%s\" follows the row, and changes of that table are not recorded."),
    /** The row has another value than after the operation. */
    ROW_CHANGED("The row has changed since."),
    /** A row with the key of a deleted row exists. */
    ROW_EXISTS("A row with this key exists."),
    /** The row does not exist. */
    ROW_MISSING("The row does not exist."),
    /** Rows refer to the inserted row. */
    REFERENCED("Rows of \"%s\" refer to the row, and would follow its deletion."),
    /** The database refused a statement or the end of the transaction. */
    DATABASE_REFUSED("The database refused the statement: %s"),
    /** The restored row has another value than before the operation. */
    NOT_EXACT("The database stored another value, for example because of a trigger.");

    private final String text;

    UndoReason(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
