package io.opsmon.backup.internal.storage.sftp;

import io.opsmon.backup.BackupStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Stores backups in a directory of an SFTP server. A file is first written to {@code .incoming}, synced to disk if the
 * server supports that, and renamed; a rename never replaces a file. Only the user on the server may read the files.
 * Thread-safe, also across processes.
 *
 * @since 0.1
 */
public final class SftpBackupStorage implements BackupStorage, AutoCloseable {

    static final int OWNER_ONLY_FILE = 0600;
    static final int OWNER_ONLY_DIRECTORY = 0700;

    private static final String INCOMING = "/.incoming";

    private final SftpSettings settings;
    private final SftpConnection connection;
    private final Clock clock;

    /** True if this process has seen the directory. */
    private volatile boolean isKnown;

    /**
     * Creates a storage without contacting the server. A missing directory is created with the first file, unless this
     * process has seen the directory before.
     *
     * @param settings the address and credentials
     * @param clock the clock for the age of uploads
     */
    public SftpBackupStorage(SftpSettings settings, Clock clock) {
        this.settings = settings;
        this.connection = new SftpConnection(settings);
        this.clock = clock;
    }

    /** Uses a channel to the server. */
    private interface Use<T> {
        T with(SftpClient client) throws IOException;
    }

    private <T> T execute(Use<T> use) throws IOException {
        try (SftpClient client = connection.open()) {
            return use.with(client);
        } catch (SftpException refused) {
            throw new IOException("\"" + settings + "\" refused: " + refused.getMessage(), refused);
        }
    }

    private String path(String name) {
        return settings.directory() + "/" + BackupStorage.requireName(name);
    }

    /** Returns the attributes of a path; empty if the path does not exist. */
    static Optional<Attributes> attributes(SftpClient client, String path) throws IOException {
        try {
            return Optional.of(client.stat(path));
        } catch (SftpException failure) {
            if (failure.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private void requireDirectory(SftpClient client) throws IOException {
        if (!attributes(client, settings.directory())
                .map(Attributes::isDirectory)
                .orElse(false)) {
            throw new NoSuchFileException(settings.toString(), null, "the directory of backups does not exist");
        }
        isKnown = true;
    }

    /** Creates a directory and its parents. */
    static void createDirectories(SftpClient client, String path) throws IOException {
        if (path.isEmpty() || attributes(client, path).isPresent()) {
            return;
        }
        int parent = path.lastIndexOf('/');
        if (parent > 0) {
            createDirectories(client, path.substring(0, parent));
        }
        try {
            client.mkdir(path);
        } catch (SftpException failure) {
            // Another process may have created the directory.
            if (attributes(client, path).isEmpty()) {
                throw failure;
            }
        }
        client.setStat(path, new Attributes().perms(OWNER_ONLY_DIRECTORY));
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        String target = path(name);
        SftpClient client = connection.open();
        try {
            if (!isKnown) {
                createDirectories(client, settings.directory());
            }
            requireDirectory(client);
            if (attributes(client, target).isPresent()) {
                throw new FileAlreadyExistsException(target);
            }
            createDirectories(client, settings.directory() + INCOMING);
            String temporary = settings.directory() + INCOMING + "/" + UUID.randomUUID();
            return new SftpUpload(client, temporary, target);
        } catch (IOException | RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        StoredFile file = find(name)
                .orElseThrow(
                        () -> new FileNotFoundException("There is no file \"" + name + "\" in \"" + settings + "\""));
        if (offset >= file.bytes()) {
            return InputStream.nullInputStream();
        }
        SftpClient client = connection.open();
        try {
            return new SftpDownload(client, path(name), offset, file.bytes());
        } catch (IOException | RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        String path = path(name);
        return execute(client -> {
            Optional<StoredFile> found =
                    attributes(client, path).filter(Attributes::isRegularFile).map(file -> stored(name, file));
            if (found.isPresent()) {
                isKnown = true;
            } else if (!name.equals(MARKER)) {
                requireDirectory(client);
            }
            return found;
        });
    }

    private static StoredFile stored(String name, Attributes file) {
        return new StoredFile(name, file.getSize(), file.getModifyTime().toInstant());
    }

    @Override
    public List<StoredFile> list() throws IOException {
        return execute(client -> {
            requireDirectory(client);
            List<StoredFile> files = new ArrayList<>();
            list(client, "", files);
            files.sort(Comparator.comparing(StoredFile::name));
            return files;
        });
    }

    private void list(SftpClient client, String folder, List<StoredFile> files) throws IOException {
        for (DirEntry entry : client.readEntries(settings.directory() + "/" + folder)) {
            String name = folder + entry.getFilename();
            if (!NAME.matcher(name).matches()) {
                continue;
            }
            if (entry.getAttributes().isDirectory()) {
                list(client, name + "/", files);
            } else if (entry.getAttributes().isRegularFile()) {
                files.add(stored(name, entry.getAttributes()));
            }
        }
    }

    @Override
    public void delete(String name) throws IOException {
        String path = path(name);
        execute(client -> {
            requireDirectory(client);
            remove(client, path);
            return true;
        });
    }

    /** Deletes a file; does nothing if there is none. */
    static void remove(SftpClient client, String path) throws IOException {
        try {
            client.remove(path);
        } catch (SftpException failure) {
            if (failure.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
                throw failure;
            }
        }
    }

    @Override
    public int deleteAbandoned(Duration age) throws IOException {
        Instant before = clock.instant().minus(age);
        String incoming = settings.directory() + INCOMING;
        return execute(client -> {
            if (attributes(client, incoming).isEmpty()) {
                return 0;
            }
            int deleted = 0;
            for (DirEntry entry : client.readEntries(incoming)) {
                if (entry.getAttributes().isRegularFile()
                        && entry.getAttributes().getModifyTime().toInstant().isBefore(before)) {
                    remove(client, incoming + "/" + entry.getFilename());
                    deleted++;
                }
            }
            return deleted;
        });
    }

    /** Closes the connection. */
    @Override
    public void close() throws IOException {
        connection.close();
    }
}
