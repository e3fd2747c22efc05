package io.opsmon.internal.schema;

/**
 * Treatment of opsmon's tables at start-up.
 *
 * @since 0.1
 */
public enum SchemaMode {
    /** Tables are created and changed as needed. The default. */
    MIGRATE,
    /** Tables are not changed. Start-up fails if they are not current. */
    VALIDATE,
    /** Tables are not checked. */
    NONE
}
