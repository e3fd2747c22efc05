package io.opsmon.backup;

/**
 * What the last comparison with the storage found of a backup that the catalogue lists as stored. None of these states
 * changes the backup's status, and none leads to a deletion.
 *
 * @since 0.1
 */
public enum FileState {

    /** File and manifest are in the storage, and are those that the catalogue knows. */
    PRESENT,

    /** The storage answered, and has no file of this backup, or no manifest. */
    MISSING,

    /** The manifest is signed with a key that this application does not have: nothing is known of the file. */
    UNREADABLE,

    /** File or manifest are not those that the catalogue knows: malformed, forged, of another size or content. */
    DAMAGED
}
