package io.opsmon.backup.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories for the process's user only, from their creation on, whatever the umask. Where a file system has no POSIX permissions, the directory's own access list holds.
 *
 * @since 0.1
 */
public final class PrivateFiles {

    private PrivateFiles() {}

    /**
     * Opens a file that is created with the permissions {@code 0600}.
     *
     * @param file the file
     * @param options the options, {@link java.nio.file.StandardOpenOption#CREATE_NEW} among them
     * @return the file
     * @throws IOException if the file cannot be created
     */
    public static FileChannel create(Path file, Set<? extends OpenOption> options) throws IOException {
        return FileChannel.open(file, options, only("rw-------", file));
    }

    /**
     * Makes a directory, and those above it that are missing, with the permissions {@code 0700}.
     *
     * @param directory the directory; one that is there keeps its permissions
     * @throws IOException if the directory cannot be made
     */
    public static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, only("rwx------", directory));
        }
    }

    private static FileAttribute<?>[] only(String permissions, Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> parsed = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(parsed)};
    }
}
