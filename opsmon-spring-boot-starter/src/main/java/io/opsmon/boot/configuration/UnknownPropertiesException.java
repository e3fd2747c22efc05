package io.opsmon.boot.configuration;

import java.io.Serial;

/** Thrown at start if strict configuration is enabled and properties are unknown. */
final class UnknownPropertiesException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnknownPropertiesException(String message) {
        super(message);
    }
}
