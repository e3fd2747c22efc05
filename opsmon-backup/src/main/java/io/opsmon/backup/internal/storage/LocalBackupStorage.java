package io.opsmon.backup.internal.storage;

import io.opsmon.backup.BackupStorage;
import io.opsmon.internal.file.PrivateFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/**
 * Stores backups in a directory. A file is first written to {@code .incoming}, synced to disk and renamed; then its
 * directory is synced. Only the owner of the process may read the files. A minimum of free disk space is left for
 * others, for example a database on the same disk. The free space is checked before and during each write. Thread-safe,
 * also across processes.
 *
 * @since 0.1
 */
public final class LocalBackupStorage implements BackupStorage {

    private static final String INCOMING = ".incoming";

    /** The number of bytes between two checks of the free space. */
    private static final long CHECK_INTERVAL = DataSize.ofMegabytes(16).toBytes();

    private final Path directory;
    private final long minFreeSpace;
    private final Clock clock;

    /** True if this process has seen the directory. */
    private volatile boolean isKnown;

    /**
     * Creates a storage in a directory. A missing directory is created with the first file, unless this process has
     * seen the directory before.
     *
     * @param directory the directory
     * @param minFreeSpace the free disk space that is left for others
     * @param clock the clock for the age of files
     */
    public LocalBackupStorage(Path directory, DataSize minFreeSpace, Clock clock) {
        this.directory = directory.toAbsolutePath().normalize();
        this.minFreeSpace = minFreeSpace.toBytes();
        this.clock = clock;
    }

    /**
     * Rejects a missing directory, for example of a volume that is not mounted: nothing is written in its place, and no
     * file counts as missing.
     */
    private void requireDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            isKnown = true;
        } else {
            throw new NoSuchFileException(
                    directory.toString(),
                    null,
                    "the directory of backups does not exist; check that the volume is mounted");
        }
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        Path target = path(name);
        if (!isKnown) {
            PrivateFiles.createDirectories(directory);
        }
        requireDirectory();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path incoming = directory.resolve(INCOMING);
        PrivateFiles.createDirectories(incoming);
        FileStore disk = Files.getFileStore(incoming);
        requireRoom(disk, expectedBytes);
        Path temporary = incoming.resolve(UUID.randomUUID().toString());
        return new LocalUpload(temporary, target, disk);
    }

    private void requireRoom(FileStore disk, long needed) throws IOException {
        long free = disk.getUsableSpace();
        if (free - minFreeSpace < needed) {
            throw new IOException("The disk of \"" + directory + "\" has " + free + " bytes of free space; " + needed
                    + " bytes are needed, and " + minFreeSpace + " bytes must remain free");
        }
    }

    private Path path(String name) {
        return directory.resolve(BackupStorage.requireName(name));
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        Path file = path(name);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException none) {
            requireDirectory();
            throw new FileNotFoundException("There is no file \"" + name + "\" in \"" + directory + "\"");
        }
        channel.position(offset);
        return Channels.newInputStream(channel);
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        Path file = path(name);
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()
                    ? Optional.of(seen(stored(name, file)))
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            if (!name.equals(MARKER)) {
                requireDirectory();
            }
            return Optional.empty();
        }
    }

    private StoredFile seen(StoredFile file) {
        isKnown = true;
        return file;
    }

    private static StoredFile stored(String name, Path file) throws IOException {
        return new StoredFile(
                name, Files.size(file), Files.getLastModifiedTime(file).toInstant());
    }

    @Override
    public List<StoredFile> list() throws IOException {
        requireDirectory();
        List<StoredFile> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (NAME.matcher(name).matches() && Files.isRegularFile(file)) {
                    found.add(stored(name, file));
                }
            }
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
        found.sort(Comparator.comparing(StoredFile::name));
        return found;
    }

    @Override
    public void delete(String name) throws IOException {
        Path file = path(name);
        requireDirectory();
        if (Files.deleteIfExists(file)) {
            sync(parent(file));
        }
    }

    @Override
    public int deleteAbandoned(Duration age) throws IOException {
        Path incoming = directory.resolve(INCOMING);
        if (!Files.isDirectory(incoming)) {
            return 0;
        }
        Instant before = clock.instant().minus(age);
        int deleted = 0;
        try (Stream<Path> files = Files.list(incoming)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before) && Files.deleteIfExists(file)) {
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("\"" + file + "\" has no parent directory");
        }
        return parent;
    }

    /**
     * A renamed file is durable only after its directory is synced. On Windows, directories cannot be opened, and the
     * file system makes the rename durable.
     */
    private static void sync(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private final class LocalUpload extends Upload {

        private final Path temporary;
        private final Path target;
        private final FileStore disk;
        private final FileChannel channel;
        private long untilCheck = CHECK_INTERVAL;

        LocalUpload(Path temporary, Path target, FileStore disk) throws IOException {
            this.temporary = temporary;
            this.target = target;
            this.disk = disk;
            this.channel = PrivateFiles.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (untilCheck < length) {
                requireRoom(disk, length);
                untilCheck = CHECK_INTERVAL;
            }
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            untilCheck -= length;
        }

        @Override
        public void commit() throws IOException {
            channel.force(true);
            channel.close();
            Path parent = parent(target);
            PrivateFiles.createDirectories(parent);
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            sync(parent);
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
