package io.opsmon.sample;

/** Reports the violation of a business rule; the message is shown to the user. */
public class BusinessException extends RuntimeException {

    /** Creates the exception with the message for the user. */
    public BusinessException(String message) {
        super(message);
    }
}
