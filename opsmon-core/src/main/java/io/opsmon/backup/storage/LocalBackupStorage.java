package io.opsmon.backup.storage;

import io.opsmon.backup.BackupStorage;
import io.opsmon.file.PrivateFiles;
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
 * A directory. A file is written beside those that are whole, in {@code .incoming}, brought to the disk and then
 * renamed, its directory after it; only the owner of the process may read it. There is always some room left on the
 * disk for others, a database that may lie there too: looked after before a file is written, and while it is.
 * Thread-safe, for several processes too.
 *
 * @since 0.1
 */
public final class LocalBackupStorage implements BackupStorage {

    private static final String INCOMING = ".incoming";

    /** How often the room that is left is looked at. */
    private static final long LOOK_EVERY = DataSize.ofMegabytes(16).toBytes();

    private final Path directory;
    private final long minFreeSpace;
    private final Clock clock;

    /** Whether this process has ever seen the directory. */
    private volatile boolean wasThere;

    /**
     * A directory, made with the first file if there is none. A directory that was there once is not made again.
     *
     * @param directory the directory
     * @param minFreeSpace how much of the disk is left for others
     * @param clock the time, compared with that of files
     */
    public LocalBackupStorage(Path directory, DataSize minFreeSpace, Clock clock) {
        this.directory = directory.toAbsolutePath().normalize();
        this.minFreeSpace = minFreeSpace.toBytes();
        this.clock = clock;
    }

    /** A mount that is missing looks like this: nothing is written in its place, and nothing is missing for it. */
    private void requireDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            wasThere = true;
        } else {
            throw new NoSuchFileException(
                    directory.toString(), null, "the directory of backups is not there; is the volume mounted?");
        }
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        Path target = path(name);
        if (!wasThere) {
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
            throw new IOException("There are " + free + " bytes left on the disk of " + directory + "; " + needed
                    + " are needed, and " + minFreeSpace + " are kept for others");
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
            throw new FileNotFoundException("There is no file " + name + " in " + directory);
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
        wasThere = true;
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
            throw new IllegalStateException(file + " lies nowhere");
        }
        return parent;
    }

    /**
     * A name is safe when its directory is; where directories cannot be opened, on Windows, the file system sees to it.
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
        private long untilLook = LOOK_EVERY;

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
            if (untilLook < length) {
                requireRoom(disk, length);
                untilLook = LOOK_EVERY;
            }
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            untilLook -= length;
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
