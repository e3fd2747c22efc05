package io.opsmon.datachange.internal;

/**
 * Kinds of data changes.
 *
 * @since 0.1
 */
public enum ChangeAction {
    /** A row was inserted. */
    INSERT,
    /** A row was updated. */
    UPDATE,
    /** A row was deleted. */
    DELETE,
    /** All rows of a table were removed at once. */
    TRUNCATE,
    /** Changes of a statement could not be recorded; the note is the reason. */
    GAP
}
