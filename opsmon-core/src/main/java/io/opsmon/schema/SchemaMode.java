package io.opsmon.schema;

/**
 * What opsmon does about its tables at start-up.
 *
 * @since 0.1
 */
public enum SchemaMode {
    /** Makes and changes them as needed. The default. */
    MIGRATE,
    /** Changes nothing; start-up fails if they are not current. */
    VALIDATE,
    /** Does not look. */
    NONE
}
