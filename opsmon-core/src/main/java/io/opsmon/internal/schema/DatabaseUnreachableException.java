package io.opsmon.internal.schema;

/**
 * Thrown when the state of opsmon's tables is unknown, because the database does not answer.
 *
 * @since 0.1
 */
public class DatabaseUnreachableException extends SchemaException {

    /**
     * Creates the exception.
     *
     * @param message the failure
     * @param cause the cause
     */
    public DatabaseUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
