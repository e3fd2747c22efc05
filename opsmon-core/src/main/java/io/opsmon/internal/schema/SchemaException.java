package io.opsmon.internal.schema;

/**
 * Thrown when opsmon's tables do not match this version. The message contains the remedy.
 *
 * @since 0.1
 */
public class SchemaException extends RuntimeException {

    /**
     * Creates the exception.
     *
     * @param message the state of the tables and the remedy
     * @param cause the cause
     */
    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates the exception.
     *
     * @param message the state of the tables and the remedy
     */
    public SchemaException(String message) {
        super(message);
    }
}
