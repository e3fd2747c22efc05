package io.opsmon.backup.internal.h2;

/** Thrown if no process can be started for a scratch database; has the reason and the remedy. */
final class CageUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    CageUnavailableException(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
