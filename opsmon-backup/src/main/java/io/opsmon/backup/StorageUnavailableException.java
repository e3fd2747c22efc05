package io.opsmon.backup;

import java.io.IOException;

/**
 * Thrown if the storage is missing, or is not the storage that the catalog belongs to. Nothing was changed, neither in
 * the catalog nor in the storage.
 *
 * @since 0.1
 */
public final class StorageUnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    /** True if the storage answered, but is not the storage that the catalog belongs to. */
    private final boolean isUnrecognized;

    /**
     * Creates the exception for a storage that answers, but is not usable.
     *
     * @param message the reason and the remedy
     */
    public StorageUnavailableException(String message) {
        super(message);
        this.isUnrecognized = false;
    }

    /**
     * Creates the exception for a storage that failed.
     *
     * @param message the reason and the remedy
     * @param cause the failure
     */
    public StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.isUnrecognized = false;
    }

    private StorageUnavailableException(String message, boolean isUnrecognized) {
        super(message);
        this.isUnrecognized = isUnrecognized;
    }

    /** The storage answers, but lacks the marker, has another one, or has none of the expected files. */
    public static StorageUnavailableException unrecognized(String message) {
        return new StorageUnavailableException(message, true);
    }

    /**
     * Checks whether the storage answered, but is not the storage that the catalog belongs to.
     * {@link Backups#acceptStorage} accepts such a storage.
     *
     * @return false if the storage does not answer or its marker is damaged
     */
    public boolean isUnrecognized() {
        return isUnrecognized;
    }
}
