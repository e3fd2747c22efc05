package io.opsmon.schema;

/**
 * Whether opsmon's tables are current cannot be told, because the database does not answer.
 *
 * @since 0.1
 */
public class DatabaseUnreachableException extends SchemaException {

    /**
     * Makes the exception.
     *
     * @param message what was found
     * @param cause the cause
     */
    public DatabaseUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
