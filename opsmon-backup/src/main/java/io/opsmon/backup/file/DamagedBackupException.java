package io.opsmon.backup.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the file of a backup does not match its manifest: damaged, truncated, longer, larger when unpacked, or
 * another file.
 *
 * @since 0.1
 */
public final class DamagedBackupException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message the backup, the actual and the expected value
     * @param cause the failure to decode the file; null if there is none
     */
    public DamagedBackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
