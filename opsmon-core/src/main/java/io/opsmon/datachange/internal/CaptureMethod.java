package io.opsmon.datachange.internal;

/**
 * Ways to see the changes of rows.
 *
 * @since 0.1
 */
public enum CaptureMethod {
    /** Triggers of the database see every change. The default. */
    TRIGGERS,
    /** Events of Hibernate see the changes of entities, for users of a database that may not create triggers. */
    HIBERNATE
}
