package io.opsmon.backup;

import java.io.IOException;

/**
 * The storage is absent, or is another one than the catalogue belongs to. Nothing was changed, neither in the catalogue nor in the storage.
 *
 * @since 0.1
 */
public final class StorageUnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    StorageUnavailableException(String message) {
        super(message);
    }

    StorageUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
