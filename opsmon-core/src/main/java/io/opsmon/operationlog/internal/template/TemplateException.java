package io.opsmon.operationlog.internal.template;

/**
 * Thrown if a template or expression is malformed or calls an unknown function.
 *
 * @since 0.1
 */
public class TemplateException extends RuntimeException {

    /**
     * Creates the exception.
     *
     * @param message the template and the error
     * @param cause the cause
     */
    public TemplateException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates the exception.
     *
     * @param message the template and the error
     */
    public TemplateException(String message) {
        super(message);
    }
}
