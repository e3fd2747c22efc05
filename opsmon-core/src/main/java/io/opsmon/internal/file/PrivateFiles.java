package io.opsmon.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and directories that only the user of the process can access, regardless of the umask. All files that
 * opsmon writes contain data of a log or a database. Existing files and directories keep their permissions. If a file
 * system has no POSIX permissions, the access list of the directory applies. Stateless.
 *
 * @since 0.1
 */
public final class PrivateFiles {

    private PrivateFiles() {}

    /**
     * Opens a file. If the options create the file, its permissions are {@code 0600}.
     *
     * @param file the file
     * @param options the options
     * @return the open file
     * @throws IOException if the file cannot be opened or created
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), only("rw-------", file));
    }

    /**
     * Creates an empty file with the permissions {@code 0600}.
     *
     * @param file the file
     * @return the file
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws IOException if the file cannot be created
     */
    public static Path createFile(Path file) throws IOException {
        return Files.createFile(file, only("rw-------", file));
    }

    /**
     * Creates a file with the permissions {@code 0600}. An existing file is not changed.
     *
     * @param file the file
     * @return the file
     * @throws IOException if the file cannot be created
     */
    public static Path ensureFile(Path file) throws IOException {
        open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
        return file;
    }

    /**
     * Creates a directory and its missing parents with the permissions {@code 0700}.
     *
     * @param directory the directory
     * @return the directory
     * @throws IOException if the directory cannot be created
     */
    public static Path createDirectories(Path directory) throws IOException {
        return Files.isDirectory(directory)
                ? directory
                : Files.createDirectories(directory, only("rwx------", directory));
    }

    private static FileAttribute<?>[] only(String permissions, Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
