package io.opsmon.schema;

/**
 * opsmon's tables are not what this version needs, and the message says what to do.
 *
 * @since 0.1
 */
public class SchemaException extends RuntimeException {

    /**
     * Makes the exception.
     *
     * @param message what was found and what to do
     * @param cause the cause
     */
    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes the exception.
     *
     * @param message what was found and what to do
     */
    public SchemaException(String message) {
        super(message);
    }
}
