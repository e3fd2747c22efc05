package io.opsmon.operationlog.template;

/**
 * A template or expression that cannot be parsed, or calls a function that does not exist.
 *
 * @since 0.1
 */
public class TemplateException extends RuntimeException {

    /**
     * Makes the exception.
     *
     * @param message the template and what is wrong with it
     * @param cause the cause
     */
    public TemplateException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes the exception.
     *
     * @param message the template and what is wrong with it
     */
    public TemplateException(String message) {
        super(message);
    }
}
