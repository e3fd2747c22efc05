package io.opsmon.backup;

/**
 * The evidence that a backup was made by this installation, or by an installation with the same keys.
 *
 * @since 0.1
 */
public enum BackupProof {

    /**
     * The manifest is signed with one of the configured keys. The signature covers the whole manifest, including size
     * and hash of the file.
     */
    SIGNATURE,

    /**
     * The file is encrypted with a key of the keyset, bound to the backup's id, application, data source, runner and
     * time. The list of tables in the manifest is not authenticated.
     */
    ENCRYPTION,

    /**
     * This installation made the backup and has its manifest, with size and hash of the file, in its own catalog.
     * Protects against changes of the storage, not against changes of the catalog's database.
     */
    CATALOGUE,

    /** No evidence: the backup may come from any source. */
    NONE
}
