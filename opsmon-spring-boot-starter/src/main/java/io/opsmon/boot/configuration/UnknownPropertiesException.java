package io.opsmon.boot.configuration;

import java.io.Serial;

/** The strict configuration has properties that opsmon does not know. */
final class UnknownPropertiesException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnknownPropertiesException(String message) {
        super(message);
    }
}
