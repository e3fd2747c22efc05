package io.opsmon.backup.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A backup's file is not what its manifest says: damaged, cut off, longer, larger when unpacked, or another file.
 *
 * @since 0.1
 */
public final class DamagedBackupException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Makes an exception.
     *
     * @param message the backup, what was found and what the manifest says
     * @param cause the failure to decode the file; null if there is none
     */
    public DamagedBackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
