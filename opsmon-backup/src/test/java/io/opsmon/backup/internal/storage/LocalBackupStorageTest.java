package io.opsmon.backup.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.BackupStorage;
import io.opsmon.testsupport.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class LocalBackupStorageTest extends BackupStorageContract {

    @TempDir
    private Path directory;

    @Override
    protected BackupStorage storage() {
        return in(directory.resolve("back ups; ü"), DataSize.ofBytes(0));
    }

    private static LocalBackupStorage in(Path path, DataSize reserve) {
        return new LocalBackupStorage(path, reserve, Clock.systemUTC());
    }

    @Test
    void letsOnlyItsOwnerReadAFile() throws IOException {
        store(storage(), "a/one", bytes(3));

        Path root = directory.resolve("back ups; ü");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a/one"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rwx------");
    }

    @Test
    void leavesRoomForOthersAndNothingOfItsOwnWhenTheDiskIsFull() throws Exception {
        SmallDisk disk = SmallDisk.mount(directory, 48 * 1024);
        try {
            LocalBackupStorage storage = in(disk.path(), DataSize.ofMegabytes(8));
            assertThatThrownBy(() -> storage.upload("too-large", 41L << 20))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("must remain free");

            // Larger than expected.
            assertThatThrownBy(() -> store(storage, "grows", bytes(20 << 20), 4))
                    .isInstanceOf(IOException.class);
            // Without a minimum of free space, the disk itself fails.
            assertThatThrownBy(() -> store(in(disk.path(), DataSize.ofBytes(0)), "fills", bytes(10 << 20), 6))
                    .isInstanceOf(IOException.class);

            assertThat(storage.list()).isEmpty();
            store(storage, "fits", bytes(1 << 20));
            assertThat(Files.getFileStore(disk.path()).getUsableSpace()).isEqualTo(47L << 20);
        } finally {
            disk.unmount();
        }
    }

    @Test
    void takesADirectoryThatIsNotThereForAnErrorAndDoesNotMakeItAgain() throws IOException {
        Path mount = directory.resolve("mount");
        LocalBackupStorage storage = in(mount, DataSize.ofBytes(0));
        store(storage, "one", bytes(3));
        Files.move(mount, directory.resolve("aside"));

        assertThatThrownBy(storage::list).isInstanceOf(IOException.class).hasMessageContaining("mounted");
        assertThatThrownBy(() -> storage.find("one")).hasMessageContaining("mounted");
        assertThatThrownBy(() -> storage.read("one", 0)).hasMessageContaining("mounted");
        assertThatThrownBy(() -> storage.delete("one")).hasMessageContaining("mounted");
        assertThatThrownBy(() -> storage.upload("two", 0)).hasMessageContaining("mounted");
        assertThat(storage.find(BackupStorage.MARKER)).isEmpty();
        assertThat(mount).doesNotExist();
        // A file in place of the directory is an error, too.
        Files.writeString(mount, "in the way");
        assertThatThrownBy(storage::list).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.find("one")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.delete("one")).isInstanceOf(IOException.class);

        Files.delete(mount);
        Files.move(directory.resolve("aside"), mount);
        assertThat(storage.list()).hasSize(1);
    }

    private static void store(BackupStorage storage, String name, byte[] part, int parts) throws IOException {
        try (BackupStorage.Upload upload = storage.upload(name, 0)) {
            for (int i = 0; i < parts; i++) {
                upload.write(part);
            }
            upload.commit();
        }
    }
}
