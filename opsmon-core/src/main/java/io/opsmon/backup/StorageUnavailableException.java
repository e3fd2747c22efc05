package io.opsmon.backup;

import java.io.IOException;

/**
 * The storage is absent, or is another one than the catalogue belongs to. Nothing was changed, neither in the catalogue
 * nor in the storage.
 *
 * @since 0.1
 */
public final class StorageUnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    /** Whether the storage answered and is not the one that the catalogue belongs to. */
    private final boolean isUnrecognized;

    StorageUnavailableException(String message) {
        super(message);
        this.isUnrecognized = false;
    }

    StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.isUnrecognized = false;
    }

    private StorageUnavailableException(String message, boolean isUnrecognized) {
        super(message);
        this.isUnrecognized = isUnrecognized;
    }

    /** The storage answers, but lacks the marker, has another one, or has none of the expected files. */
    static StorageUnavailableException unrecognized(String message) {
        return new StorageUnavailableException(message, true);
    }

    /**
     * Whether the storage answers, but is not the one that the catalogue belongs to. {@link Backups#acceptStorage}
     * takes up such a storage.
     *
     * @return false if the storage does not answer or is damaged
     */
    public boolean isUnrecognized() {
        return isUnrecognized;
    }
}
