package io.opsmon.sample;

/** A rule of the business stands against it; the message is for the user. */
public class BusinessException extends RuntimeException {

    /** Makes the exception with what the user is told. */
    public BusinessException(String message) {
        super(message);
    }
}
