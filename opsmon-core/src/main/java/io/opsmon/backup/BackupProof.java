package io.opsmon.backup;

/**
 * The fact that proves that a backup was made by this installation, or by one that it trusts.
 *
 * @since 0.1
 */
public enum BackupProof {

    /**
     * The manifest is signed with one of the configured keys. The signature covers all of the manifest, with the size
     * and the hash of the file.
     */
    SIGNATURE,

    /**
     * The file is encrypted with a key of the keyset, bound to the backup's id, application, data source, runner and
     * time. The list of tables in the manifest is not proven.
     */
    ENCRYPTION,

    /**
     * This installation made the backup and has its manifest, with size and hash of the file, in its own catalogue.
     * Holds against those who write to the storage, not against those who write to the database.
     */
    CATALOGUE,

    /** Nothing: the backup may be from anybody. */
    NONE
}
